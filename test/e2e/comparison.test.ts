import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frontRow, log } from '../support/logs.ts';
import { stage } from './stage.ts';
import { accessibilityFaults, overflow, windows } from './ui.ts';

// The overview beside the same time a day and a week before.

const FIRST = Date.parse('2026-03-03T09:00:00.000Z');
const DAY = 86_400_000;

/** Half an hour of Execute requests, one every 10 seconds: `ms` each, the first `failed` of them refused. */
function halfAnHour(startMs: number, ms: number, failed: number): ReturnType<typeof frontRow>[] {
  return Array.from({ length: 180 }, (_, i) =>
    frontRow(i + 1, {
      DateTime: new Date(startMs + i * 10_000).toISOString(),
      ClientRequestId: `R:{AAAAAAAA-0000-4000-8000-000000000001}:${i + 1};RT:Execute;CI:{BBBBBBBB-0000-4000-8000-000000000001}:7`,
      AuthenticatedUser: 'CONTOSO\\anna',
      TotalRequestTime: ms,
      GenericInfo: '',
      ...(i < failed ? { HttpStatus: 503, BackEndStatus: 503 } : {}),
    }),
  );
}

const days = stage('comparison', (folder) => {
  const logs = join(folder, 'logs', 'HttpProxy', 'Mapi');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, 'HttpProxy_2026030309-1.LOG'), log('http_proxy', halfAnHour(FIRST, 100, 90)));
  writeFileSync(join(logs, 'HttpProxy_2026030409-1.LOG'), log('http_proxy', halfAnHour(FIRST + DAY, 400, 0)));
  return [join(folder, 'logs')];
});

const today = 'since=2026-03-04T09:00:00Z&until=2026-03-04T09:30:00Z&zone=utc';

describe('the overview compared', () => {
  it('says how it was at the same time a day before, keeps that in its address, and draws it behind', async () => {
    const ui = await days.newUi();
    const { page } = ui;
    await ui.open(`/?${today}`);
    const figures = page.getByRole('region', { name: 'How it is going' });
    // Nothing was logged in the half hour before.
    await expect.poll(() => figures.innerText(), { timeout: 20_000 }).toContain('nothing to compare with');
    expect(await figures.locator('path').count()).toBe(1);
    await page.getByText('a day before', { exact: true }).click();
    await figures.getByText('▲ ×4.0, worse than a day before').waitFor();
    await figures.getByText('▼ 100%, better than a day before').waitFor();
    expect(await figures.locator('path').count()).toBeGreaterThan(1);
    await page.getByText('2026-03-03 09:00 – 09:30, 30 min').waitFor();
    expect(new URL(page.url()).searchParams.get('compare')).toBe('day');
    const link = page.url().slice(days.url.length);
    const other = await days.newUi({ colorScheme: 'dark' });
    await other.open(link);
    await other.page.getByText('▲ ×4.0, worse than a day before').waitFor();
    await page.goBack();
    await expect.poll(() => figures.innerText()).toContain('nothing to compare with');
    expect([...ui.complaints, ...other.complaints]).toEqual([]);
  });

  it('compares with nothing where the logs tell nothing, and says so', async () => {
    const ui = await days.newUi();
    const { page } = ui;
    await ui.open(`/?${today}`);
    const choice = page.getByRole('radiogroup', { name: 'compared with' });
    await expect.poll(() => choice.getByRole('radio', { name: 'a week before' }).isDisabled()).toBe(true);
    expect(await choice.getByRole('radio', { name: 'a day before' }).isDisabled()).toBe(false);
    await ui.open(`/?${today}&compare=week`);
    await page.getByText('no logs were read of 2026-02-25 09:00 – 09:30, 30 min').waitFor();
    const figures = page.getByRole('region', { name: 'How it is going' });
    expect(await figures.getByText('nothing to compare with').count()).toBe(4);
    await ui.open(`/?${today}&compare=day&request_type=Execute&min_ms=300`);
    await page.getByText('no requests pass the filters in 2026-03-03 09:00 – 09:30, 30 min').waitFor();
    await ui.open('/?since=2026-03-04T08:50:00Z&until=2026-03-04T09:30:00Z&zone=utc&compare=day');
    await page.getByText('2026-03-03 08:50 – 09:30, 40 min, of which the logs tell a part').waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it.each(windows)('fits its window and is accessible: %s', async (_, options) => {
    const ui = await days.newUi(options);
    await ui.open(`/?${today}&compare=day`);
    await ui.page.getByText('worse than a day before').waitFor();
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
  });
});

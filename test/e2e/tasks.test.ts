import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { frontRow, log } from '../support/logs.ts';
import { stage } from './stage.ts';

// What administrators come for, done as they would: by what is on the screen, from the first page on.

const START = Date.parse('2026-03-04T09:00:00.000Z');
const EVERY_MS = 10_000;

/** An hour of two mailboxes, each on a server of its own. EXCH02 answers slowly from 09:10 to 09:15. */
function anHour(): string {
  const rows = Array.from({ length: 720 }, (_, i) => {
    const at = START + Math.floor(i / 2) * EVERY_MS;
    const isAnna = i % 2 === 0;
    const minute = (at - START) / 60_000;
    const ms = isAnna && minute >= 10 && minute < 15 ? 8_000 : 20;
    const who = isAnna ? 1 : 2;
    return frontRow(i + 1, {
      DateTime: new Date(at).toISOString(),
      ClientRequestId: `R:{AAAAAAAA-0000-4000-8000-00000000000${who}}:${i + 1};RT:Execute;CI:{BBBBBBBB-0000-4000-8000-00000000000${who}}:7`,
      AuthenticatedUser: isAnna ? 'CONTOSO\\anna' : 'CONTOSO\\ben',
      AnchorMailbox: `MailboxGuid~cccccccc-0000-4000-8000-00000000000${who}`,
      ServerHostName: isAnna ? 'EXCH02' : 'EXCH01',
      TargetServer: isAnna ? 'EXCH02.contoso.com' : 'EXCH01.contoso.com',
      // Percentiles are within a hundredth: 8 s may be shown as 7.9 s.
      BackendProcessingLatency: ms,
      TotalRequestTime: ms + 11,
      GenericInfo: '',
    });
  });
  return log('http_proxy', rows);
}

const tasks = stage('tasks', (folder) => {
  const logs = join(folder, 'logs', 'HttpProxy', 'Mapi');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, 'HttpProxy_2026030409-1.LOG'), anHour());
  return [join(folder, 'logs')];
});

/** Drags over a chart, from one share of its width to another. */
async function zoom(page: Page, chart: Locator, from: number, to: number): Promise<void> {
  const plot = chart.locator('.u-over');
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  if (box === null) throw new Error('the chart has no place');
  await page.mouse.move(box.x + box.width * from, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 40, { steps: 5 });
  await page.mouse.up();
}

describe('an administrator', () => {
  it('finds out why the Outlook of one user was slow at 09:12', async () => {
    const ui = await tasks.newUi({ timezoneId: 'UTC' });
    const { page } = ui;
    await ui.open('/');
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await page.getByRole('button', { name: 'user', exact: true }).click();
    await page.getByRole('button', { name: /^CONTOSO\\anna/ }).click();
    // A peak in her chart: the minutes round it.
    await zoom(page, page.getByRole('figure', { name: 'Execute, duration' }), 0.14, 0.28);
    const figures = page.getByRole('region', { name: 'How it is going' });
    await expect.poll(() => figures.innerText(), { timeout: 20_000 }).toMatch(/p95\s+7\.9\s?s/);
    const range = new URL(page.url()).searchParams;
    expect(Date.parse(range.get('since') ?? '')).toBeLessThan(Date.parse('2026-03-04T09:12:00Z'));
    expect(Date.parse(range.get('until') ?? '')).toBeGreaterThan(Date.parse('2026-03-04T09:12:00Z'));
    await figures.getByRole('link', { name: 'Execute takes' }).click();
    const slow = page
      .locator('tr[data-opens]')
      .filter({ hasText: '09:12:' })
      .filter({ has: page.getByRole('cell', { name: /^8\s?s$/ }) });
    await slow.first().getByRole('link').click();
    // The answer: the back end, and which one.
    const spent = page.getByRole('table', { name: 'Where the time went' });
    const most = spent.getByRole('row').filter({ has: page.getByRole('cell', { name: /^8\s?s$/ }) });
    expect(await most.getByRole('rowheader').innerText()).toBe('back end');
    await page.getByText('EXCH02 → EXCH02').first().waitFor();
    await page
      .getByRole('region', { name: /^HttpProxy/ })
      .getByText('Raw line')
      .waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('comes to the slow requests of one user by name and duration, without a chart', async () => {
    const ui = await tasks.newUi({ timezoneId: 'UTC' });
    const { page } = ui;
    await ui.open('/');
    await page.keyboard.press('/');
    await page.keyboard.type('anna');
    await page.getByRole('option').filter({ hasText: 'CONTOSO\\anna' }).first().click();
    await page.getByRole('link', { name: 'Execute takes' }).click();
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await page.getByRole('button', { name: 'duration' }).click();
    await page.getByRole('button', { name: 'at least 3 s' }).click();
    await expect
      .poll(() => page.getByRole('cell', { name: /^\d+ ms$/ }).count(), { timeout: 20_000 })
      .toBe(0);
    const slow = page.locator('tr[data-opens]').filter({ hasText: '09:12:' });
    await slow.first().getByRole('link').click();
    await page.getByRole('table', { name: 'Where the time went' }).waitFor();
    await page.getByText('EXCH02 → EXCH02').first().waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('finds the server that is the outlier, and sees only its requests', async () => {
    const ui = await tasks.newUi();
    const { page } = ui;
    await ui.open('/');
    await page.getByText('Execute p95', { exact: true }).click();
    const strips = page.getByRole('figure', { name: 'Servers: Execute p95' });
    await strips.getByRole('button', { name: 'Show as table' }).click();
    const slow = strips.getByRole('row').filter({ has: page.getByRole('cell', { name: /^8\s?s$/ }) });
    await expect
      .poll(() => slow.getByRole('rowheader').allInnerTexts(), { timeout: 20_000 })
      .toEqual(['EXCH02']);
    await strips.getByRole('button', { name: 'Show as chart' }).click();
    await strips.getByRole('button', { name: 'EXCH02' }).click();
    await page.getByRole('link', { name: '360 requests' }).click();
    const rows = page.locator('tr[data-opens]');
    await rows.first().waitFor();
    expect(await rows.filter({ hasText: 'EXCH01' }).count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('server')).toBe('EXCH02');
    expect(ui.complaints).toEqual([]);
  });

  it('writes a query, and somebody else opens its link', async () => {
    const ui = await tasks.newUi();
    await ui.open('/sql');
    const editor = ui.page.locator('.cm-content');
    await editor.click();
    await ui.page.keyboard.insertText(
      'SELECT user, count(*) AS slow FROM requests WHERE duration_ms > 5000 GROUP BY user',
    );
    await ui.page.keyboard.press('Control+Enter');
    const result = (page: Page) => page.getByRole('table', { name: 'Result of the query' });
    await result(ui.page).getByText('CONTOSO\\anna').waitFor();
    const seen = await result(ui.page).innerText();
    expect(seen).toContain('30');
    const link = ui.page.url();
    const other = await tasks.newUi({ colorScheme: 'dark' });
    await other.open(link.slice(tasks.url.length));
    await other.page.locator('.cm-content').getByText('duration_ms').waitFor();
    await other.page.getByRole('button', { name: 'Run' }).click();
    await result(other.page).getByText('CONTOSO\\anna').waitFor();
    expect(await result(other.page).innerText()).toBe(seen);
    expect([...ui.complaints, ...other.complaints]).toEqual([]);
  });
});

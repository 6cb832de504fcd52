import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Facets } from '../../web/src/api/types.ts';
import { stage } from './stage.ts';
import { accessibilityFaults, overflow, sideways, windows } from './ui.ts';

// The values with counts that stand beside the lists.

const samples = stage('breakdown', () => ['samples']);
const panel = (page: Page) => page.getByRole('complementary', { name: 'Breakdown' });
const toggle = (page: Page) => page.getByRole('button', { name: 'Breakdown' });
/** The button of a value, called by the value and its count. */
const value = (page: Page, name: string) =>
  panel(page).getByRole('button', { name: new RegExp(`^${name} [\\d,.K]+$`) });
/** What stands beside a value; waits for it. */
const countOf = async (page: Page, name: string) =>
  (await value(page, name).locator('span').last().innerText()).replaceAll(',', '');

describe('the breakdown', () => {
  it('counts as the API does, filters by a click, offers the others, and lets go again', async () => {
    const ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/requests?since=all');
    await toggle(page).click();
    const { facets } = await samples.ask<Facets>('/api/v1/facets?dimension=server&dimension=outcome');
    for (const { value: name, count } of facets[0]?.values ?? [])
      expect(await countOf(page, name ?? '')).toBe(String(count));
    await value(page, 'EXCH02').click();
    expect(new URL(page.url()).searchParams.getAll('server')).toEqual(['EXCH02']);
    await expect.poll(() => value(page, 'EXCH02').getAttribute('aria-pressed')).toBe('true');
    // What it would be with the others: their counts stay.
    await expect.poll(() => panel(page).getAttribute('aria-busy'), { timeout: 20_000 }).toBe('false');
    const first = facets[0]?.values.find(({ value: name }) => name === 'EXCH01');
    expect(await countOf(page, 'EXCH01')).toBe(String(first?.count));
    await value(page, 'EXCH01').click();
    expect(new URL(page.url()).searchParams.getAll('server')).toEqual(['EXCH02', 'EXCH01']);
    await value(page, 'EXCH02').click();
    expect(new URL(page.url()).searchParams.getAll('server')).toEqual(['EXCH01']);
    expect(ui.complaints).toEqual([]);
  });

  it('asks only when it is open, once for all, after the list; and is left as it was', async () => {
    const ui = await samples.newUi();
    const { page } = ui;
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/v1/')) asked.push(pathname.slice('/api/v1/'.length));
    });
    await ui.open('/requests?since=all');
    await page.locator('tr[data-opens]').first().waitFor();
    expect(asked).not.toContain('facets');
    await toggle(page).click();
    await value(page, 'EXCH01').waitFor();
    await page.reload();
    asked.length = 0;
    await value(page, 'EXCH01').waitFor();
    expect(asked.filter((path) => path === 'facets')).toEqual(['facets']);
    expect(asked.indexOf('facets')).toBeGreaterThan(asked.indexOf('requests'));
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Sessions' }).click();
    await panel(page).waitFor();
    await toggle(page).click();
    await panel(page).waitFor({ state: 'detached' });
  });

  it('stands open by itself where there is room, and never in a narrow window', async () => {
    const wide = await samples.newUi({ viewport: { width: 1920, height: 1080 } });
    await wide.open('/sessions?since=all');
    await panel(wide.page).waitFor();
    const narrow = await samples.newUi({ viewport: { width: 360, height: 800 } });
    await narrow.open('/sessions?since=all');
    await narrow.page.locator('tr[data-opens]').first().waitFor();
    expect(await panel(narrow.page).count()).toBe(0);
  });

  it('leaves the lists room: none has to be moved sideways', async () => {
    const ui = await samples.newUi();
    const { page } = ui;
    for (const [path, name, left] of [
      ['/requests', 'Requests, newest end first', 'Client'],
      ['/sessions', 'Session Contexts, newest start first', 'Resumed'],
    ] as const) {
      await ui.open(`${path}?since=all`);
      const list = page.getByRole('region', { name });
      const last = list.getByRole('columnheader', { name: left });
      if ((await panel(page).count()) === 0) {
        // All columns are there, until the panel takes their room.
        await last.waitFor();
        await toggle(page).click();
      }
      await panel(page).waitFor();
      await last.waitFor({ state: 'detached' });
      expect(await sideways(list), path).toBeLessThanOrEqual(0);
    }
    expect(ui.complaints).toEqual([]);
  });

  it('shows all values of one kind, and of failures only what failed', async () => {
    const ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/failures?since=all');
    await toggle(page).click();
    const { facets } = await samples.ask<Facets>(
      '/api/v1/facets?dimension=request_type&dimension=user&outcome=failed&values=100',
    );
    const types = facets[0]?.values.slice(0, 6) ?? [];
    expect(types.length).toBeGreaterThan(0);
    for (const { value: name, count } of types) expect(await countOf(page, name ?? '')).toBe(String(count));
    await ui.open('/requests?since=all');
    await panel(page)
      .getByRole('button', { name: /more: request type$/ })
      .click();
    await value(page, 'GetProps').waitFor();
    await panel(page).getByRole('button', { name: 'Show less: request type' }).click();
    expect(ui.complaints).toEqual([]);
  });

  it.each(windows)('fits its window and is accessible: %s', async (_, options) => {
    const ui = await samples.newUi(options);
    await ui.open('/sessions?since=all&server=EXCH01&user=nobody');
    await toggle(ui.page).click();
    await value(ui.page, 'EXCH01').waitFor();
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
    expect(ui.complaints).toEqual([]);
  });
});

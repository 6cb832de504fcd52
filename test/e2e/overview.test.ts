import { describe, expect, it } from 'vitest';
import type { Overview } from '../../web/src/api/types.ts';
import { stage } from './stage.ts';
import { accessibilityFaults, overflow, picture, type Ui, windows } from './ui.ts';

const samples = stage('overview', () => ['samples']);
let ui: Ui;

const count = (value: number): string => value.toLocaleString('en');
const figures = () => ui.page.getByRole('region', { name: 'How it is going' });
const parameters = () => new URL(ui.page.url()).searchParams;

describe('the overview', () => {
  it('shows the figures of the API', async () => {
    ui = await samples.newUi();
    await ui.open('/?since=all');
    const { totals } = await samples.ask<Overview>('/api/v1/overview');
    await figures().waitFor();
    const text = await figures().innerText();
    expect(text).toContain(`${count(totals.failed)} of ${count(totals.requests)}`);
    expect(text).toContain(`${totals.unresolved} unresolved`);
    expect(text).toContain(`${totals.users_with_failures} of ${totals.users} users noticed`);
    expect(text).toContain(
      `${totals.survival.resumes} of ${totals.survival.resumes + totals.survival.reconnects} breaks`,
    );
    expect(text).toContain(`${count(totals.execute.count)} Executes`);
    expect(ui.complaints).toEqual([]);
  });

  it('has the numbers of a chart in a table behind it', async () => {
    ui = await samples.newUi();
    await ui.open('/?since=all');
    const { series } = await samples.ask<Overview>('/api/v1/overview');
    const chart = ui.page.getByRole('figure', { name: 'Failures by class' });
    await chart.getByRole('button', { name: 'Show as table' }).click();
    const rows = chart.locator('tbody tr');
    expect(await rows.count()).toBe(series.failed.length);
    const shown = await rows.evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll('td')].reduce((sum, { textContent }) => sum + Number(textContent), 0),
      ),
    );
    expect(shown).toEqual(series.failed);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
  });

  it('zooms all of the page into the time that is dragged over, and back', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/?since=all');
    const plot = page.getByRole('figure', { name: 'Failures by class' }).locator('.u-over');
    await plot.waitFor();
    const box = await plot.boundingBox();
    if (box === null) throw new Error('the chart has no place');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 40, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => parameters().get('until')).not.toBeNull();
    const { range } = await samples.ask<Overview>('/api/v1/overview');
    const since = Date.parse(parameters().get('since') ?? '');
    const until = Date.parse(parameters().get('until') ?? '');
    expect(since).toBeGreaterThan(range.since_ms);
    expect(until).toBeLessThan(range.until_ms);
    expect((until - since) / (range.until_ms - range.since_ms)).toBeCloseTo(0.5, 1);
    await page.goBack();
    expect(parameters().get('since')).toBe('all');
    expect(ui.complaints).toEqual([]);
  });

  it('tells which server is the outlier, and filters by it', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/?since=all');
    const { servers } = await samples.ask<Overview>('/api/v1/overview');
    const strips = page.getByRole('figure', { name: 'Servers: Failure rate' });
    await strips.getByRole('button', { name: 'Show as table' }).click();
    expect(await strips.locator('tbody th').allInnerTexts()).toEqual(servers.map(({ server }) => server));
    await strips.getByRole('button', { name: 'Show as chart' }).click();
    await page.getByText('Execute p95', { exact: true }).click();
    expect(parameters().get('servers')).toBe('p95');
    const one = servers[0]?.server ?? '';
    await page
      .getByRole('figure', { name: 'Servers: Execute p95' })
      .getByRole('button', { name: one })
      .click();
    expect(parameters().get('server')).toBe(one);
    const { totals } = await samples.ask<Overview>(`/api/v1/overview?server=${one}`);
    await expect.poll(() => figures().innerText()).toContain(`of ${count(totals.requests)}`);
  });

  it('filters by what hurts when it is clicked', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/?since=all');
    const { worst } = await samples.ask<Overview>('/api/v1/overview');
    const users = worst.find(({ dimension }) => dimension === 'user');
    const most = users?.groups.toSorted((a, b) => b.failed - a.failed)[0];
    const list = page.getByRole('list', { name: 'Users' });
    await list.waitFor();
    const first = list.getByRole('listitem').first();
    expect(await first.innerText()).toContain(count(most?.failed ?? -1));
    await first.getByRole('button').click();
    expect(parameters().get('user')).toBe(most?.value);
  });

  it('adds a filter from the values that occur', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/?since=all');
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await page.getByRole('button', { name: 'failure class' }).click();
    await page.getByRole('textbox', { name: /failure class/ }).fill('context');
    const values = page.getByRole('group', { name: 'failure class' });
    await values.getByRole('button', { name: /^context lost/ }).click();
    expect(parameters().get('failure_class')).toBe('context_lost');
    const { totals } = await samples.ask<Overview>('/api/v1/overview?failure_class=context_lost');
    await expect
      .poll(() => figures().innerText())
      .toContain(`${count(totals.failed)} of ${count(totals.requests)}`);
    expect(ui.complaints).toEqual([]);
  });

  it('adds a filter on the duration', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/?since=all&request_type=Execute');
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await page.getByRole('button', { name: 'duration' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'at least 100 ms' }).click();
    expect(parameters().get('min_ms')).toBe('100');
    await page.getByRole('group', { name: 'Filters' }).getByText('at least 100 ms').waitFor();
    const { totals } = await samples.ask<Overview>('/api/v1/overview?request_type=Execute&min_ms=100');
    expect(totals.requests).toBeGreaterThan(0);
    await expect
      .poll(() => figures().innerText(), { timeout: 20_000 })
      .toContain(`${count(totals.failed)} of ${count(totals.requests)}`);
    expect(ui.complaints).toEqual([]);
  });

  it('finds a user by a part of the name', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/?since=all');
    const { worst } = await samples.ask<Overview>('/api/v1/overview');
    const user = worst.find(({ dimension }) => dimension === 'user')?.groups[0]?.value ?? '';
    await page.keyboard.press('/');
    await page.keyboard.type(user.slice(-6));
    const option = page.getByRole('option').filter({ hasText: user }).first();
    await option.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await option.click();
    await expect.poll(() => decodeURIComponent(page.url())).toContain(user);
  });

  it('says how complete the evidence is, server by server', async () => {
    ui = await samples.newUi();
    await ui.open('/?since=all');
    const { coverage } = await samples.ask<Overview>('/api/v1/overview');
    const { front_ends: front, servers } = coverage;
    await ui.page.getByText(`front ends ${front.with_log} of ${front.named}`).waitFor();
    await ui.page.getByRole('button', { name: 'Per server' }).click();
    const table = ui.page.getByRole('region', { name: 'Evidence' });
    expect(await table.locator('tbody th').allInnerTexts()).toEqual(servers.map(({ server }) => server));
  });

  it('keeps the rest of the page when a part fails, and what was there when it fails later', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await page.route('**/api/v1/overview*', (route) => route.abort());
    await ui.open('/?since=all');
    const alert = page.getByRole('alert').filter({ hasText: 'Overview' });
    await alert.getByText('mapiscope does not answer').waitFor();
    expect(await page.getByRole('navigation').isVisible()).toBe(true);
    await page.unroute('**/api/v1/overview*');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await figures().waitFor();
  });

  it('says what to do when nothing passes the filters', async () => {
    ui = await samples.newUi();
    await ui.open('/?since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z');
    await ui.page.getByText('Nothing happened in this time range').waitFor();
    expect(await accessibilityFaults(ui.page)).toEqual([]);
    await ui.page.getByRole('button', { name: 'Show all time' }).click();
    await figures().waitFor();
  });

  it.each(windows)('fits its window and is accessible: %s', async (name, options) => {
    ui = await samples.newUi(options);
    await ui.open('/?since=all');
    await figures().waitFor();
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
    await picture(ui.page, `overview-${name}`);
  });
});

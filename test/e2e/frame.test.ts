import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';
import { accessibilityFaults, overflow, type Ui, windows } from './ui.ts';

const samples = stage('frame', () => ['samples']);
let ui: Ui;

const current = () => ui.page.getByRole('navigation').locator('[aria-current="page"]').innerText();

describe('the frame', () => {
  it('goes to the pages by click and by key, and takes the filters along', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/live?server=EXCH01&zone=utc&something=else');
    expect(await current()).toBe('Live');
    await page.getByRole('navigation').getByRole('link', { name: 'Sources' }).click();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/sources?server=EXCH01&zone=utc');
    expect(await page.title()).toBe('Sources – mapiscope');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await expect.poll(current).toBe('Live');
    await page.goBack();
    await expect.poll(current).toBe('Sources');
    expect(ui.complaints).toEqual([]);
  });

  it('shows filters that can be taken off, one or all', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/live?user=CONTOSO%5Canna&server=EXCH01&outcome=client_gone&min_ms=500');
    const bar = page.getByRole('group', { name: 'Filters' });
    await bar.getByText('client gone').waitFor();
    await bar.getByText('at least 500 ms').waitFor();
    await bar.getByRole('button', { name: 'Remove the filter user: CONTOSO\\anna' }).click();
    expect(new URL(page.url()).search).toBe('?server=EXCH01&outcome=client_gone&min_ms=500');
    await bar.getByRole('button', { name: 'Remove all filters' }).click();
    expect(new URL(page.url()).search).toBe('');
    await page.goBack();
    expect(new URL(page.url()).searchParams.get('server')).toBe('EXCH01');
  });

  it('chooses the time: a preset, all, or from one wall clock to another in the chosen zone', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/live');
    const trigger = page.getByRole('button', { name: 'Time range' });
    await trigger.click();
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    expect(new URL(page.url()).searchParams.get('since')).toBe('latest-7d');
    await trigger.click();
    await page.getByRole('button', { name: 'All time' }).click();
    expect(new URL(page.url()).searchParams.get('since')).toBe('all');

    await ui.open('/live?since=2026-03-04T08:00:00.000Z&until=2026-03-04T09:30:00.000Z');
    expect(await trigger.innerText()).toContain('2026-03-04 09:00 – 10:30, 1 h 30 min');
    await trigger.click();
    await page.getByText('UTC', { exact: true }).click();
    expect(await trigger.innerText()).toContain('2026-03-04 08:00 – 09:30');
    await page.getByRole('button', { name: 'Show this range' }).click();
    expect(new URL(page.url()).searchParams.get('zone')).toBe('utc');
    expect(ui.complaints).toEqual([]);
  });

  it('has one line where nothing filters, and the state of the data at its end', async () => {
    ui = await samples.newUi({ viewport: { width: 1680, height: 900 } });
    await ui.open('/sources');
    const state = ui.page.getByRole('status', { name: 'State of the data' });
    await state.waitFor();
    const [name, right] = [
      await ui.page.getByText('mapiscope', { exact: true }).boundingBox(),
      await state.boundingBox(),
    ];
    if (name === null || right === null) throw new Error('the header has no place');
    expect(Math.abs(name.y + name.height / 2 - right.y - right.height / 2)).toBeLessThan(6);
    expect(right.x + right.width).toBeGreaterThan(1640);
  });

  it('lists its keys, and closes the list again', async () => {
    ui = await samples.newUi();
    const { page } = ui;
    await ui.open('/sources');
    await page.getByRole('button', { name: 'Keyboard help' }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.getByText('next row').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search');
  });

  it('keeps the chosen colours', async () => {
    ui = await samples.newUi({ colorScheme: 'light' });
    const { page } = ui;
    await ui.open('/sources');
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    expect(await scheme()).toBe('light');
    const toggle = page.getByRole('button', { name: /^Colours:/ });
    await toggle.click();
    await toggle.click();
    expect(await scheme()).toBe('dark');
    await page.reload();
    await toggle.waitFor();
    expect(await scheme()).toBe('dark');
  });

  it('says that an address leads nowhere', async () => {
    ui = await samples.newUi();
    await ui.open('/no/such/page');
    await ui.page.getByRole('heading', { name: 'There is no such page' }).first().waitFor();
    await ui.page.getByRole('link', { name: 'Go to the overview' }).click();
    expect(new URL(ui.page.url()).pathname).toBe('/');
  });

  it.each(windows)('fits its window and is accessible: %s', async (_, options) => {
    ui = await samples.newUi(options);
    await ui.open('/live?user=CONTOSO%5Canna.lindqvist.with.a.long.name&server=EXCH01&outcome=failed');
    await ui.page.getByRole('status', { name: 'State of the data' }).waitFor();
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
    await ui.page.getByRole('button', { name: 'Time range' }).click();
    await ui.page.getByRole('button', { name: 'Show this range' }).waitFor();
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
  });
});

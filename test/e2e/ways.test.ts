import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';
import type { Ui } from './ui.ts';

const samples = stage('ways', () => ['samples']);
let ui: Ui;

async function open(path: string): Promise<Ui['page']> {
  ui = await samples.newUi();
  await ui.open(path);
  return ui.page;
}

describe('numbers lead on', () => {
  const at = () => {
    const { pathname, searchParams } = new URL(ui.page.url());
    return `${pathname} ${searchParams.get('user') ?? ''} ${searchParams.get('outcome') ?? ''}`.trim();
  };
  const rows = () => ui.page.locator('tr[data-opens]');

  it.each([
    [/ requests?$/, '/requests'],
    [/ users?$/, '/users'],
    [/^their sessions$/, '/sessions'],
  ])('from the overview to its %s', async (name, path) => {
    const page = await open('/?user=CONTOSO%5Canna.abel');
    await page.locator('main p').getByRole('link', { name }).click();
    await rows().first().waitFor();
    expect(at()).toBe(`${path} CONTOSO\\anna.abel`);
  });

  it.each([
    ['Failures', '/failures', ''],
    ['Requests', '/requests', ''],
    ['Sessions', '/sessions', ''],
  ])('from a person in the list of users to their %s', async (head, path) => {
    const page = await open('/users?q=anna.abel');
    await rows().first().waitFor();
    const heads = await page.getByRole('columnheader').allInnerTexts();
    const cell = rows().first().locator('td').nth(heads.indexOf(head));
    const count = (await cell.innerText()).replaceAll(',', '');
    expect(Number(count)).toBeGreaterThan(0);
    await cell.getByRole('link').click();
    await rows().first().waitFor();
    expect(at()).toBe(`${path} CONTOSO\\anna.abel`);
    if (path === '/sessions') expect(await rows().count()).toBe(Number(count));
    expect(ui.complaints).toEqual([]);
  });

  it.each([
    ['The failed requests', '/requests'],
    ['The sessions with failures', '/sessions'],
  ])('from the failures to %s', async (name, path) => {
    const page = await open('/failures');
    await page.getByRole('link', { name }).click();
    await rows().first().waitFor();
    expect(at()).toBe(`${path}  failed`);
  });

  it('from the overview to the same reconnects', async () => {
    const page = await open('/');
    const figure = page.getByRole('region', { name: 'How it is going' });
    const count = /(\d+) reconnects/.exec(await figure.innerText())?.[1];
    await figure.getByRole('link', { name: 'Reconnects usable after' }).click();
    await page.getByText(`count ${count}`).waitFor();
    await page.getByText('same context', { exact: true }).click();
    await page.getByText('Clients whose Session Context was still there.').waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('from a search for a code to what it means, on the first screen', async () => {
    const page = await open('/');
    await page.keyboard.press('/');
    await page.keyboard.type('ContextNotFound');
    await page.getByRole('option').filter({ hasText: 'ContextNotFound' }).first().click();
    const heading = page.getByRole('heading', { name: /^ContextNotFound/ });
    await heading.waitFor();
    await page.getByText('The Session Context is unknown').first().waitFor();
    expect((await heading.boundingBox())?.y).toBeLessThan(200);
    await rows().first().waitFor();
    expect(ui.complaints).toEqual([]);
  });
});

describe('the keyboard', () => {
  const lists = ['/users', '/sessions', '/requests', '/failures', '/reconnects', '/live', '/sources'];

  it.each(lists)('searches, helps, walks and opens: %s', async (path) => {
    const page = await open(path);
    await page.locator('tr[data-opens]').first().waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const marked = page.locator('tr[data-opens][aria-current="true"]');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await marked.getAttribute('aria-rowindex')).toBe('2');
    const before = page.url();
    await page.keyboard.press('Enter');
    const opened = page.locator('tr[data-opens] button[aria-expanded="true"]');
    await expect
      .poll(async () => new URL(page.url()).pathname !== path || (await opened.count()) > 0, {
        timeout: 20_000,
      })
      .toBe(true);
    if (page.url() === before || (await opened.count()) > 0) {
      await page.keyboard.press('Escape');
      await expect.poll(() => opened.count()).toBe(0);
      await page.keyboard.press('Escape');
      await expect.poll(() => marked.count()).toBe(0);
    }
    expect(ui.complaints).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';
import { accessibilityFaults, overflow, type Ui, windows } from './ui.ts';

const samples = stage('pages', () => ['samples']);
let ui: Ui;

async function open(path: string): Promise<Ui['page']> {
  ui = await samples.newUi();
  await ui.open(path);
  return ui.page;
}

describe('the page of users', () => {
  it('finds a person and tells how they fared beside the others', async () => {
    const page = await open('/users');
    await page.getByRole('textbox', { name: 'Find a user' }).fill('ANNA');
    const row = page.getByRole('link', { name: 'CONTOSO\\anna.abel' });
    await row.click();
    await page.getByRole('heading', { name: 'CONTOSO\\anna.abel' }).waitFor();
    await page.getByText('anna.abel@contoso.com').waitFor();
    await page.getByText(/compared with \d+ other users/).waitFor();
    // A database failover is among the samples: her Outlook came back on another server.
    await page.getByRole('table', { name: 'Reconnects' }).getByText('failover').first().waitFor();
    expect(
      await page.getByRole('figure', { name: 'Sessions over time' }).getByRole('link').count(),
    ).toBeGreaterThan(0);
    expect(ui.complaints).toEqual([]);
  });

  it('says so when nobody has the name', async () => {
    const page = await open('/users/CONTOSO%5Cnobody');
    await page.getByRole('heading', { name: 'Nobody has this name' }).waitFor();
    await page.getByRole('link', { name: 'All users' }).click();
    await page.getByRole('link', { name: 'CONTOSO\\anna.abel' }).waitFor();
  });
});

describe('the page of failures', () => {
  it('explains a code in place and shows only its failures', async () => {
    const page = await open('/failures');
    const codes = page.getByRole('table', { name: 'By code' });
    const code = codes.locator('tbody', { hasText: 'ContextNotFound (10)' });
    await code.getByRole('button', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Only ContextNotFound' }).click();
    await page.getByRole('button', { name: /Only 10/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('code')).toBe('10');
    const list = page.getByRole('table', { name: 'One by one' });
    await expect.poll(async () => (await list.getByText('LoginPermission').count()) === 0).toBe(true);
    await expect.poll(() => list.getByText('ContextNotFound (10)').count(), { timeout: 20_000 }).toBe(3);
    expect(ui.complaints).toEqual([]);
  });

  it('filters by what is clicked, and the address keeps it', async () => {
    const page = await open('/failures');
    await page.getByRole('list', { name: 'Servers' }).getByRole('button', { name: 'EXCH02' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('server')).toBe('EXCH02');
    await page.goBack();
    await expect.poll(() => new URL(page.url()).searchParams.get('server')).toBe(null);
  });

  it('says that there are none where only others are asked for', async () => {
    const page = await open('/failures?outcome=ok');
    await page.getByText('No request failed').waitFor();
    await page.getByRole('button', { name: /^Remove the filter outcome/ }).click();
    await page.getByRole('figure', { name: 'Failures by class' }).waitFor();
    expect(ui.complaints).toEqual([]);
  });
});

describe('the page of reconnects', () => {
  it('leads from the slowest one to its anatomy and to why it happened', async () => {
    const page = await open('/reconnects');
    const list = page.getByRole('table', { name: 'One by one' });
    await list.getByRole('link').first().click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await page.getByText(/^Usable after .*\d m?s\.$/).waitFor();
    const stages = page.getByRole('table', { name: 'What happened' });
    for (const stage of ['last good', 'lost', 'first attempt', 'connected', 'usable'])
      await stages.getByRole('rowheader', { name: stage, exact: true }).waitFor();
    await page.getByRole('table', { name: 'Why' }).getByText('another back end').waitFor();
    await page
      .getByText(/^EXCH01 → EXCH02$/)
      .first()
      .waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('compares by what is chosen', async () => {
    const page = await open('/reconnects?by=client_version');
    await page
      .getByRole('table', { name: 'Compared' })
      .getByRole('button', { name: /^16\.0\./ })
      .first()
      .waitFor();
  });
});

describe('the page of SQL', () => {
  it('runs a question, draws it, and its link opens it elsewhere', async () => {
    const page = await open('/sql');
    await page.getByRole('button', { name: 'Which users have most failures?' }).click();
    await page
      .getByRole('status')
      .getByText(/rows? in/)
      .waitFor();
    await page.getByRole('table', { name: 'Result of the query' }).getByText('CONTOSO\\anna.abel').waitFor();
    await page.getByText('Chart', { exact: true }).click();
    await page.getByRole('figure').waitFor();
    const link = page.url();
    const other = await open(link.slice(samples.url.length));
    await other.locator('.cm-content').getByText('SELECT').first().waitFor();
    await other.getByRole('button', { name: 'Run' }).click();
    await other.getByRole('figure').waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('completes from the schema, runs by keyboard, and marks where an error is', async () => {
    const page = await open('/sql');
    await page
      .getByRole('navigation', { name: 'Views and their columns' })
      .locator('summary', { hasText: /^requests$/ })
      .waitFor();
    const editor = page.locator('.cm-content');
    await editor.click();
    await page.keyboard.type('SELECT count(*) AS n FROM reconn');
    await page.locator('.cm-tooltip-autocomplete').getByText('reconnects', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.type('ects');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('table', { name: 'Result of the query' }).waitFor();
    await page.keyboard.type(' WHERE no_such_column = 1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await page
      .getByRole('alert')
      .getByText(/no such column/)
      .waitFor();
    expect(await page.locator('.sql-error').textContent()).toContain('no_such_column');
    // The refusal of a wrong query is all that the console may tell.
    expect(ui.complaints.filter((line) => !line.includes('400'))).toEqual([]);
  });

  it('cancels a query that takes too long', async () => {
    const page = await open(
      `/sql#sql=${encodeURIComponent('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n')}`,
    );
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText(/^Running, /).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled. Nothing goes on in the background.').waitFor();
  });

  it('saves a question of one’s own and deletes it', async () => {
    const page = await open(`/sql#sql=${encodeURIComponent('SELECT 42 AS answer')}`);
    await page.getByRole('button', { name: 'Save…' }).click();
    await page.getByRole('textbox', { name: 'The question that it answers' }).fill('What is the answer?');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'What is the answer?', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete What is the answer?' }).click();
    await expect
      .poll(() => page.getByRole('button', { name: 'What is the answer?', exact: true }).count())
      .toBe(0);
    expect(ui.complaints).toEqual([]);
  });
});

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

const addresses = ['/users', '/users/CONTOSO%5Canna.abel', '/failures', '/reconnects', '/sql'];

describe.each(windows)('in the window %s', (_, options) => {
  it.each(addresses)('%s is accessible and as wide as the window', async (path) => {
    ui = await samples.newUi(options);
    await ui.open(path);
    await ui.page.locator('main h2, main table').first().waitFor();
    await expect.poll(() => ui.page.locator('[aria-busy="true"]').count(), { timeout: 20_000 }).toBe(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(ui.complaints).toEqual([]);
  });
});

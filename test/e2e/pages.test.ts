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

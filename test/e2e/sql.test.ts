import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';
import type { Ui } from './ui.ts';

const samples = stage('sql-page', () => ['samples']);
let ui: Ui;

async function open(path: string): Promise<Ui['page']> {
  ui = await samples.newUi();
  await ui.open(path);
  return ui.page;
}

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

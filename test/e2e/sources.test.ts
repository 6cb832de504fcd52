import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RejectedPage, SourceList } from '../../web/src/api/types.ts';
import { crlf, frontRow, log } from '../support/logs.ts';
import { serve } from './program.ts';
import { stage } from './stage.ts';
import { accessibilityFaults, expectHarmless, overflow, picture, type Ui, windows } from './ui.ts';

/** What a hostile client can put into a log: markup, a turn of direction, a bell, much of it. */
const hostile = `2026-03-04T09:12:44.031Z,<img src=x onerror=alert(1)>\u202egnp.exe\u0007${'x'.repeat(5000)}`;

let folder: string;
let ui: Ui;

const { newUi, ask } = stage('sources', (made) => {
  folder = made;
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const whole = (n: number): string => log('http_proxy', [frontRow(n)]);
  writeFileSync(join(logs, 'HttpProxy_2026030409-1.LOG'), whole(1) + crlf([hostile]));
  writeFileSync(join(logs, 'HttpProxy_2026030410-1.LOG'), whole(2) + crlf(['half a line']));
  return ['samples', logs, join(folder, 'missing')];
});

const count = (value: number): string => value.toLocaleString('en');

describe('the sources', () => {
  it('list every log with the counts of the API', async () => {
    ui = await newUi({ viewport: { width: 1440, height: 2400 } });
    await ui.open('/sources');
    const { sources } = await ask<SourceList>('/api/v1/sources');
    const table = ui.page.getByRole('region', { name: 'Logs' });
    await table.getByRole('button', { name: 'Details' }).first().waitFor();
    const seen = new Map<string, string>();
    const look = async (): Promise<number> => {
      const rows = await table.locator('tbody tr[data-opens]').all();
      for (const row of rows) {
        const cells = row.locator('td');
        const path = (await cells.nth(1).locator('[title]').getAttribute('title')) ?? '';
        seen.set(path, `${await cells.nth(7).innerText()} ${(await cells.nth(8).innerText()).trim()}`);
      }
      await table.evaluate((box) => box.scrollBy(0, 300));
      return seen.size;
    };
    await expect.poll(look, { timeout: 30_000 }).toBe(sources.length);
    for (const { path, records, rejected } of sources) {
      expect(seen.get(path)).toBe(`${count(records)} ${count(rejected)}`);
    }
    expect(ui.complaints).toEqual([]);
  });

  it('show a rejected line as it is, with why, and only those of one log', async () => {
    ui = await newUi();
    const { page } = ui;
    const { rejected } = await ask<RejectedPage>('/api/v1/rejected');
    expect(rejected.length).toBeGreaterThan(1);
    const line = rejected.find(({ text }) => text.includes('onerror'));
    if (line === undefined) throw new Error('the hostile line was not rejected');
    await ui.open(`/sources?log=${encodeURIComponent(line.source_file)}`);
    const section = page.getByRole('region', { name: 'Rejected lines' });
    await page.getByText(`Rejected lines of ${basename(line.source_file)}`).waitFor();
    const opener = section.getByRole('button', { name: 'Details' });
    await opener.click();
    const shown = await section.locator('pre').innerText();
    expect(shown).toContain('<img src=x onerror=alert(1)>\\u202egnp.exe\\u0007xxx');
    expect(new URL(page.url()).searchParams.get('line')).toBe(String(line.id));
    await expectHarmless(page);
    await page.getByRole('button', { name: 'of all logs' }).click();
    await expect.poll(() => section.getByRole('button', { name: 'Details' }).count()).toBe(rejected.length);
    expect(ui.complaints).toEqual([]);
  });

  it('say what can not be read and what to do, here and above every page', async () => {
    ui = await newUi();
    await ui.open('/sources');
    await ui.page.getByRole('heading', { name: 'Not readable now' }).waitFor();
    const trouble = ui.page.getByRole('listitem').filter({ hasText: join(folder, 'missing') });
    expect(await trouble.innerText()).toContain('Check the spelling');
    await ui.open('/live');
    await ui.page.getByText('1 place can’t be read or written.').waitFor();
    await ui.page.getByRole('link', { name: 'See what and why' }).click();
    await trouble.waitFor();
  });

  it('move by key and open a row', async () => {
    ui = await newUi();
    const { page } = ui;
    await ui.open('/sources');
    const table = page.getByRole('region', { name: 'Logs' });
    await table.getByRole('button', { name: 'Details' }).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    const current = table.locator('tr[aria-current]');
    expect(await current.getAttribute('aria-rowindex')).toBe('3');
    await page.keyboard.press('Enter');
    await table.getByRole('button', { name: 'Copy: Log' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => table.getByRole('button', { name: 'Copy: Log' }).count()).toBe(0);
  });

  it.each(windows)('fit their window and are accessible: %s', async (name, options) => {
    ui = await newUi(options);
    await ui.open('/sources');
    await ui.page.getByRole('button', { name: 'Details' }).first().click();
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
    await picture(ui.page, `sources-${name}`);
  });
});

describe('the first start', () => {
  it('says where it looked, what is there, and which command reads logs', async () => {
    const others = join(folder, 'others');
    mkdirSync(others);
    writeFileSync(join(others, 'notes.txt'), 'nothing of Exchange\r\n');
    mkdirSync(join(folder, 'void'));
    const empty = await serve([
      '--db',
      join(folder, 'empty.db'),
      '--watch',
      join(folder, 'nowhere'),
      '--watch',
      others,
      '--watch',
      join(folder, 'void'),
      '--port',
      '0',
    ]);
    try {
      ui = await newUi({}, empty.url);
      for (const path of ['/sources', '/']) {
        await ui.open(path);
        await ui.page.getByText('No log has been read yet').waitFor();
        const commands = await ui.page.locator('main code').allInnerTexts();
        expect(commands).toEqual(
          expect.arrayContaining(['mapiscope ingest PATH', 'mapiscope serve --watch PATH']),
        );
        const looked = ui.page.locator('main li');
        await expect.poll(() => looked.count()).toBe(3);
        expect(await looked.nth(0).innerText()).toMatch(/nowhere.*Check the spelling/);
        expect(await looked.nth(1).innerText()).toMatch(/others 1 file is there, none of them a log/);
        expect(await looked.nth(2).innerText()).toMatch(/void No file is there/);
        expect(await accessibilityFaults(ui.page)).toEqual([]);
      }
    } finally {
      await empty.stop();
    }
  });

  it('shows what comes to a page that is open, when it was read', async () => {
    const coming = join(folder, 'coming');
    mkdirSync(coming);
    const started = await serve(['--db', join(folder, 'coming.db'), '--watch', coming, '--port', '0']);
    try {
      ui = await newUi({}, started.url);
      await ui.open('/users');
      await ui.page.getByText('Nobody fits').waitFor();
      writeFileSync(join(coming, 'HttpProxy_2026030409-1.LOG'), log('http_proxy', [frontRow(1)]));
      await ui.page.getByRole('link', { name: 'CONTOSO\\robert' }).waitFor();
      expect(ui.complaints).toEqual([]);
    } finally {
      await started.stop();
    }
  });
});

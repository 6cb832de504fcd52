import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RequestDetail, RequestPage } from '../../web/src/api/types.ts';
import { backRow, frontRow, log } from '../support/logs.ts';
import { stage } from './stage.ts';
import { accessibilityFaults, expectHarmless, overflow, picture, sideways, type Ui, windows } from './ui.ts';

/** What a hostile client can put into a log: markup, a turn of direction, a bell. */
const HOSTILE = '<img src=x onerror=alert(1)>\u202egnp.exe\u0007';
let gone: string;
let ui: Ui;

const { newUi, ask } = stage(
  'requests',
  (folder) => {
    const watched = join(folder, 'logs');
    const logs = join(watched, 'HttpProxy', 'Mapi');
    gone = join(logs, 'HttpProxy_2026030410-1.LOG');
    mkdirSync(logs, { recursive: true });
    const context = (n: number) => `R:{AAAAAAAA-0000-4000-8000-00000000000${n}}:1;RT:Execute`;
    writeFileSync(
      join(logs, 'HttpProxy_2026030409-1.LOG'),
      log('http_proxy', [
        frontRow(1, {
          ClientRequestId: context(2),
          AuthenticatedUser: HOSTILE,
          UserAgent: `${'שלום 😀 '.repeat(20_000)}`,
          GenericErrors: HOSTILE,
          HttpStatus: 503,
          ErrorCode: HOSTILE,
        }),
      ]),
    );
    writeFileSync(
      gone,
      log('http_proxy', [
        frontRow(2, { ClientRequestId: context(3), AuthenticatedUser: 'CONTOSO\\gone', BackEndStatus: '' }),
      ]),
    );
    mkdirSync(join(watched, 'MapiHttp'));
    writeFileSync(
      join(watched, 'MapiHttp', 'MapiHttp_2026030409-1.LOG'),
      log('mapi_http', [
        backRow(9, {
          MapiRequestId: '{AAAAAAAA-0000-4000-8000-000000000004}:1',
          ActAsUserEmail: 'alone@contoso.com',
        }),
      ]),
    );
    return ['samples', watched];
  },
  () => rmSync(gone),
);

/** The newest request that passes a filter. */
async function one(filter: string): Promise<RequestPage['requests'][number]> {
  const { requests } = await ask<RequestPage>(`/api/v1/requests?${filter}`);
  const [first] = requests;
  if (first === undefined) throw new Error(`no request passes ${filter}`);
  return first;
}

const rows = () => ui.page.locator('tr[data-opens]');
const record = (name: string) => ui.page.getByRole('region', { name: new RegExp(`^${name}`) });

describe('the list of requests', () => {
  it('shows what passes the filters, with codes by their names, and gives all of it as a file', async () => {
    ui = await newUi();
    const { page } = ui;
    await ui.open('/requests?since=all&failure_class=context_lost');
    const { requests } = await ask<RequestPage>('/api/v1/requests?failure_class=context_lost');
    await page.getByText('ContextNotFound (10)').first().waitFor();
    expect(await rows().count()).toBe(requests.length);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^mapiscope-requests-.*\.csv$/);
    expect(new URL(download.url()).search).toBe('?failure_class=context_lost');
    expect(ui.complaints).toEqual([]);
  });

  it('says how to see something when nothing passes', async () => {
    ui = await newUi();
    await ui.open('/requests?user=nobody');
    await ui.page.getByRole('heading', { name: 'No such request' }).waitFor();
    await ui.page.getByRole('button', { name: 'Remove the filters' }).click();
    await rows().first().waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('shows rows that rush by as text, never blank, and furnishes them when they stand', async () => {
    ui = await newUi();
    const { page } = ui;
    await ui.open('/requests?since=all&include_noise=true');
    await rows().first().waitFor();
    const seen = await page.locator('section:has(> table)').evaluate(async (scroller) => {
      const counts = { bare: 0, blank: 0 };
      for (let frame = 0; frame < 12; frame++) {
        scroller.scrollTop += 900;
        await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
        for (const row of scroller.querySelectorAll('tr[data-opens]')) {
          if (row.textContent === '') counts.blank++;
          if (row.querySelector('td button') === null) counts.bare++;
        }
      }
      return counts;
    });
    expect(seen.bare).toBeGreaterThan(0);
    expect(seen.blank).toBe(0);
    const bare = rows().filter({ hasNot: page.locator('td button') });
    await expect.poll(() => bare.count(), { timeout: 20_000 }).toBe(0);
    expect(await rows().count()).toBeGreaterThan(0);
    expect(ui.complaints).toEqual([]);
  });
});

describe('one request', () => {
  it('is opened by keyboard, explains its codes and shows its lines', async () => {
    ui = await newUi({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = ui;
    await ui.open('/requests?since=all&failure_class=context_lost');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What each layer said' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const detail = await ask<RequestDetail>(`/api/v1/requests/${id}`);
    const codes = page.getByRole('table', { name: 'What each layer said' });
    const failed = codes.getByRole('row').filter({ hasText: 'ContextNotFound' });
    expect(await failed.innerText()).toContain('10');
    expect(await failed.innerText()).toContain('expired, on another server, or its process is new');
    const spent = page.getByRole('table', { name: 'Where the time went' });
    for (const part of ['client', 'front end', 'routing', 'queue', 'back end']) {
      await spent.getByRole('rowheader', { name: part, exact: true }).waitFor();
    }

    const [front, back] = detail.evidence;
    if (front?.line == null || back?.line == null) throw new Error('two raw lines were expected');
    await record('HttpProxy').getByText(front.line, { exact: true }).waitFor();
    await record('MapiHttp').getByText(back.line, { exact: true }).waitFor();
    await record('MapiHttp').getByText(`${back.source_file}:${back.byte_offset}`).waitFor();
    await record('MapiHttp').getByRole('button', { name: 'Copy: raw line' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(back.line);
    expect(ui.complaints).toEqual([]);
  });

  it('explains its codes one below the other where the window is narrow', async () => {
    ui = await newUi({ viewport: { width: 360, height: 800 } });
    const { page } = ui;
    await ui.open('/requests?since=all&failure_class=context_lost');
    await rows().first().getByRole('link').first().click();
    const meaning = page
      .getByRole('definition')
      .filter({ hasText: 'expired, on another server, or its process is new' });
    const box = await meaning.boundingBox();
    expect(box?.width).toBeGreaterThan(320);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    await page.getByText('What to do:').first().waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('shows columns that tell most first, and all on demand; and more lines', async () => {
    ui = await newUi();
    const { id } = await one('failure_class=context_lost');
    await ui.open(`/requests/${id}`);
    const front = record('HttpProxy');
    const heads = () => front.getByRole('rowheader').allInnerTexts();
    await front.getByRole('rowheader', { name: 'HttpStatus' }).waitFor();
    expect((await heads()).slice(0, 3)).toEqual(['DateTime', 'HttpStatus', 'BackEndStatus']);
    await front.getByRole('button', { name: /^Show all \d+ columns/ }).click();
    const { evidence } = await ask<RequestDetail>(`/api/v1/requests/${id}`);
    expect(await heads()).toEqual(evidence[0]?.columns.map(({ name }) => name));
    const lines = front.getByRole('list', { name: 'The raw line with its neighbours' }).getByRole('listitem');
    expect(await lines.count()).toBe(7);
    await front.getByRole('button', { name: 'More lines around it' }).click();
    await expect.poll(() => lines.count()).toBeGreaterThan(7);
    expect(await front.locator('[aria-current="true"]').count()).toBe(1);
    await ui.page.getByRole('link', { name: 'The whole session' }).waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('says why a raw line or a record is not there', async () => {
    ui = await newUi();
    const { id } = await one(`user=${encodeURIComponent('CONTOSO\\gone')}`);
    await ui.open(`/requests/${id}`);
    const { evidence } = await ask<RequestDetail>(`/api/v1/requests/${id}`);
    const why = evidence[0]?.line_error;
    expect(why).toMatch(/./);
    await record('HttpProxy').getByText('The raw line can’t be shown').waitFor();
    await record('HttpProxy').getByText(String(why)).waitFor();
    await record('HttpProxy').getByText('the request did not get there').waitFor();
    expect(await record('MapiHttp').count()).toBe(0);
    const alone = await one('context=aaaaaaaa-0000-4000-8000-000000000004');
    await ui.open(`/requests/${alone.id}`);
    await record('MapiHttp').getByText('No front-end record').waitFor();
    await ui.page.getByText('known only from the record of the front end').waitFor();
    await ui.open('/requests/999999999');
    await ui.page.getByRole('heading', { name: 'There is no such request' }).waitFor();
    expect(ui.complaints.filter((text) => !text.startsWith('Failed to load'))).toEqual([]);
  });

  it.each([['light'], ['narrow']])('shows hostile text as text: %s', async (name) => {
    ui = await newUi(Object.fromEntries(windows)[name]);
    const { page } = ui;
    const { id } = await one('context=aaaaaaaa-0000-4000-8000-000000000002');
    await ui.open('/requests?since=all&context=aaaaaaaa-0000-4000-8000-000000000002');
    await page.getByText('<img src=x onerror=alert(1)>\\u202egnp.exe\\u0007').first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await ui.open(`/requests/${id}`);
    await record('HttpProxy')
      .getByText('<img src=x onerror=alert(1)>\\u202egnp.exe\\u0007')
      .first()
      .waitFor();
    await record('HttpProxy')
      .getByRole('button', { name: /^Show more \(/ })
      .first()
      .click();
    await expectHarmless(page);
    expect(ui.complaints).toEqual([]);
  });

  it.each(windows)('fits its window and is accessible, as the list: %s', async (name, options) => {
    ui = await newUi(options);
    const { page } = ui;
    await ui.open('/requests?since=all');
    await rows().first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    // On a phone only the first columns are in sight.
    const list = page.getByRole('region', { name: 'Requests, newest end first' });
    if (name !== 'narrow') expect(await sideways(list)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, `requests-${name}`);
    const { id } = await one('failure_class=context_lost');
    await ui.open(`/requests/${id}`);
    await record('HttpProxy').getByText('Raw line').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, `request-${name}`);
    expect(ui.complaints).toEqual([]);
  });
});

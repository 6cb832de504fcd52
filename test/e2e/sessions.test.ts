import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionDetail, SessionPage } from '../../web/src/api/types.ts';
import { frontRow, log } from '../support/logs.ts';
import { stage } from './stage.ts';
import { accessibilityFaults, expectHarmless, overflow, picture, type Ui, windows } from './ui.ts';

const HOSTILE = '<img src=x onerror=alert(1)>\u202egnp.exe\u0007';
const LONG = 20_000;
let ui: Ui;

const contextOf = (n: number): string => `aaaaaaaa-0000-4000-8000-00000000000${n}`;
const sent = (context: number, n: number, type = 'Execute'): string =>
  `R:{${contextOf(context).toUpperCase()}}:${n};RT:${type};CI:{BBBBBBBB-0000-4000-8000-00000000000${context}}:7`;

const { newUi, ask } = stage('sessions', (folder) => {
  const logs = join(folder, 'logs', 'HttpProxy', 'Mapi');
  mkdirSync(logs, { recursive: true });
  const start = Date.parse('2026-03-04T09:00:00.000Z');
  const at = (i: number): string => new Date(start + i * 250).toISOString();
  writeFileSync(
    join(logs, 'HttpProxy_2026030409-1.LOG'),
    log(
      'http_proxy',
      Array.from({ length: LONG }, (_, i) =>
        frontRow(i + 1, {
          DateTime: at(i),
          ClientRequestId: sent(1, i + 1),
          AuthenticatedUser: 'CONTOSO\\busy',
        }),
      ),
    ),
  );
  const hostile = { AuthenticatedUser: HOSTILE, UserAgent: HOSTILE, ServerHostName: HOSTILE };
  writeFileSync(
    join(logs, 'HttpProxy_2026030409-2.LOG'),
    log('http_proxy', [
      frontRow(30_001, { ...hostile, ClientRequestId: sent(2, 1), DateTime: at(0) }),
      frontRow(30_002, {
        ...hostile,
        ClientRequestId: sent(2, 2, HOSTILE),
        DateTime: at(900),
        TargetServer: `${'long'.repeat(2_000)}.contoso.com`,
        ErrorCode: HOSTILE,
        HttpStatus: 503,
      }),
      frontRow(30_003, { ClientRequestId: sent(3, 1), DateTime: at(0), AuthenticatedUser: 'CONTOSO\\caro' }),
      frontRow(30_004, {
        ClientRequestId: sent(3, 2),
        DateTime: at(4),
        AuthenticatedUser: '',
        HttpStatus: 401,
      }),
    ]),
  );
  return ['samples', join(folder, 'logs')];
});

async function one(filter: string): Promise<SessionPage['sessions'][number]> {
  const { sessions } = await ask<SessionPage>(`/api/v1/sessions?${filter}`);
  const [first] = sessions;
  if (first === undefined) throw new Error(`no session passes ${filter}`);
  return first;
}

/** Anna's session that ended when the databases moved. */
const failover = async () => {
  const { sessions } = await ask<SessionPage>('/api/v1/sessions?user=CONTOSO%5Canna.abel');
  const found = sessions.find(
    ({ end_reason, user }) => end_reason === 'failover' && user === 'CONTOSO\\anna.abel',
  );
  if (found === undefined) throw new Error('no session ended by a failover');
  return found;
};

const rows = () => ui.page.locator('tr[data-opens]');
const steps = () => ui.page.getByRole('region', { name: 'Steps' }).locator('tr[data-opens]');
const chart = () => ui.page.getByRole('figure', { name: 'The requests by type over time' });
const parameters = () => new URL(ui.page.url()).searchParams;

/** Where in the chart, in shares of its width and pixels from its top, the pointer goes. */
async function point(share: number, y: number): Promise<readonly [number, number]> {
  const box = await chart().locator('canvas').boundingBox();
  if (box === null) throw new Error('no chart');
  return [box.x + 8 + share * (box.width - 16), box.y + y];
}

describe('sessions', () => {
  it('tell why one of a user ended, down to the raw line of the step that failed', async () => {
    ui = await newUi({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = ui;
    const session = await failover();
    await ui.open('/sessions?since=all&user=CONTOSO%5Canna.abel');
    await rows().filter({ hasText: 'failover' }).filter({ hasText: 'anna' }).getByRole('link').click();
    expect(new URL(page.url()).pathname).toBe(`/sessions/${session.id}`);
    expect(parameters().get('user')).toBe('CONTOSO\\anna.abel');
    await page.getByText('Another session took its place on another back end.').first().waitFor();

    const detail = await ask<SessionDetail>(`/api/v1/sessions/${session.id}`);
    await page.getByText(`${detail.total_steps} of ${detail.total_steps} steps`).waitFor();
    await page.getByRole('switch', { name: 'only failures' }).click();
    await expect.poll(() => steps().count()).toBe(session.failures);
    const failed = steps().filter({ hasText: 'ContextNotFound (10)' });
    await failed.getByRole('button', { name: 'Details' }).click();
    const back = page.getByRole('region', { name: /^MapiHttp/ });
    await back
      .getByText('Context cookie for a different BE machine; possible failover detected')
      .first()
      .waitFor();
    await back.getByRole('button', { name: 'Copy: raw line' }).click();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    expect(line).toContain(',Execute,200,10,0,0,');

    const next = detail.related.find(({ relation }) => relation === 'next');
    await page.getByRole('link', { name: 'the one after →' }).click();
    expect(new URL(page.url()).pathname).toBe(`/sessions/${next?.session.id}`);
    await page.getByText('came from another session').waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('are opened and walked by keyboard; what is open is in the address', async () => {
    ui = await newUi();
    const { page } = ui;
    await ui.open('/sessions?since=all&user=CONTOSO%5Canna.abel');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await steps().first().waitFor();
    const address = page.url();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await steps().first().getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copy: raw line' }).first().waitFor();
    expect(parameters().get('step')).toBe('0');
    await page.reload();
    await page.getByRole('button', { name: 'Copy: raw line' }).first().waitFor();
    await page.getByRole('button', { name: 'Details' }).first().click();
    await expect.poll(() => page.url()).toBe(address);
    expect(ui.complaints).toEqual([]);
  });

  it('say how to see something when no session passes, and when one is not there', async () => {
    ui = await newUi();
    await ui.open('/sessions?user=nobody');
    await ui.page.getByRole('heading', { name: 'No such session' }).waitFor();
    await ui.open('/sessions/999999');
    await ui.page.getByRole('heading', { name: 'There is no such session' }).waitFor();
    expect(ui.complaints.filter((text) => !text.startsWith('Failed to load'))).toEqual([]);
  });
});

describe('a person', () => {
  it('is told why more failures are listed than are counted', async () => {
    ui = await newUi();
    const { page } = ui;
    await ui.open('/users/CONTOSO%5Ccaro?since=all');
    await page.getByText('of 1 request with the name').waitFor();
    await page.getByText('and 1 without a name').waitFor();
    const why = page.getByText(/^Requests that a server refuses before it knows who asks/);
    await why.waitFor();
    const list = page.getByRole('table', { name: 'Failures' });
    expect(await list.getByText('Unauthorized (401)').count()).toBe(1);
    // Where each has its name there is nothing to explain.
    await ui.open('/users/CONTOSO%5Cbusy?since=all');
    await page.getByText('of 20,000 requests with the name').waitFor();
    expect(await why.count()).toBe(0);
    expect(ui.complaints).toEqual([]);
  });
});

describe('the timeline', () => {
  it('marks in the list what is pointed at in the lanes, and the other way round', async () => {
    ui = await newUi();
    const { page } = ui;
    const { id } = await failover();
    await ui.open(`/sessions/${id}`);
    await steps().first().waitFor();
    const outline = (kind: string) => chart().locator(`[data-kind="${kind}"]`);
    await steps().nth(0).hover();
    expect(await outline('hover').count()).toBe(1);
    // The second lane has the Executes: the last ones, at the end, failed.
    await page.mouse.move(...(await point(1, 22 + 26 + 13)));
    const hovered = page.locator('tr[data-hover="true"]');
    await expect.poll(() => hovered.count()).toBe(1);
    expect(await hovered.innerText()).toMatch(/ConnectFailure|ContextNotFound/);
    await page.mouse.click(...(await point(1, 22 + 26 + 13)));
    await expect.poll(() => outline('active').count()).toBe(1);
    const marked = page.locator('tr[aria-current="true"]');
    expect(await marked.innerText()).toMatch(/ConnectFailure|ContextNotFound/);
    expect(ui.complaints).toEqual([]);
  });

  it('zooms by a drag, with the list, into the address, and back', async () => {
    ui = await newUi();
    const { page } = ui;
    const { id } = await failover();
    const { session, steps: all } = await ask<SessionDetail>(`/api/v1/sessions/${id}`);
    await ui.open(`/sessions/${id}`);
    await steps().first().waitFor();
    await page.mouse.move(...(await point(0.9, 40)));
    await page.mouse.down();
    await page.mouse.move(...(await point(1, 60)), { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => parameters().get('zoom')).toMatch(/^\d+-\d+$/);
    const [from = 0, to = 0] = (parameters().get('zoom') ?? '').split('-').map(Number);
    expect(from / (session.ended_ms - session.started_ms)).toBeCloseTo(0.9, 1);
    const inSight = all.filter(
      ({ offset_ms, duration_ms }) => offset_ms <= to && offset_ms + (duration_ms ?? 0) >= from,
    );
    await page.getByText(`${inSight.length} of ${all.length} steps`).waitFor();
    await page.getByRole('button', { name: 'Whole session' }).click();
    expect(parameters().get('zoom')).toBeNull();
    await page.getByText(`${all.length} of ${all.length} steps`).waitFor();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(parameters().get('zoom')).not.toBeNull();
    await page.getByRole('switch', { name: 'hide long polls' }).click();
    expect(parameters().get('polls')).toBe('hidden');
    expect(ui.complaints).toEqual([]);
  });

  it('shows a change of address where it happened', async () => {
    ui = await newUi();
    const { sessions } = await ask<SessionPage>('/api/v1/sessions?user=CONTOSO%5Cben.baker');
    const moved = sessions.find(({ resumes }) => resumes > 0);
    const { steps: all } = await ask<SessionDetail>(`/api/v1/sessions/${moved?.id}`);
    const change = all.find(({ kind }) => kind === 'address');
    await ui.open(
      `/sessions/${moved?.id}?zoom=${(change?.offset_ms ?? 0) - 100}-${(change?.offset_ms ?? 0) + 100}`,
    );
    await ui.page.getByText(`Address: ${change?.from} → ${change?.to}`).waitFor();
    await ui.page.getByText('came back to this one').first().waitFor();
    expect(ui.complaints).toEqual([]);
  });

  it('stays smooth with 20,000 steps', async () => {
    ui = await newUi();
    const { page } = ui;
    const { id } = await one(`context=${contextOf(1)}`);
    await ui.open(`/sessions/${id}`);
    await page.getByText('20,000 of 20,000 steps').waitFor({ timeout: 40_000 });
    expect(await rows().count()).toBeLessThan(100);
    const [x, y] = await point(0, 22 + 13);
    // Each pointer move is measured from its event to the frame after it is drawn.
    const times = await page.evaluate(
      async ([left, top]) => {
        const box = document.elementFromPoint(left + 10, top);
        const took: number[] = [];
        for (let i = 0; i < 40; i++) {
          const begun = performance.now();
          box?.dispatchEvent(
            new PointerEvent('pointermove', { bubbles: true, clientX: left + i * 20, clientY: top }),
          );
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          took.push(performance.now() - begun);
        }
        return took.toSorted((a, b) => a - b);
      },
      [x, y] as const,
    );
    console.info(`pointer over 20,000 steps: median ${times[20]?.toFixed(1)} ms a move`);
    expect(times[20]).toBeLessThan(100);
    await page.mouse.click(...(await point(0.75, 22 + 13)));
    const marked = page.locator('tr[aria-current="true"]');
    await marked.waitFor();
    expect(Number((await marked.getAttribute('aria-rowindex')) ?? 0)).toBeGreaterThan(14_000);
    expect(ui.complaints).toEqual([]);
  });

  it('leaves no gap where a row was open that is closed out of sight', async () => {
    ui = await newUi();
    const { page } = ui;
    const { id } = await one(`context=${contextOf(1)}`);
    await ui.open(`/sessions/${id}?step=0`);
    await page.getByText('20,000 of 20,000 steps').waitFor({ timeout: 40_000 });
    await page.getByRole('button', { name: 'Copy: raw line' }).first().waitFor();
    const list = page.getByRole('region', { name: 'Steps' });
    const table = list.getByRole('table', { name: 'Steps' });
    const height = () => table.evaluate((one) => one.getBoundingClientRect().height);
    const closed = (LONG + 1) * 28;
    await expect.poll(height).toBeGreaterThan(closed + 100);
    await list.evaluate((one) => one.scrollTo({ top: 140_000 }));
    await expect.poll(() => list.locator('tbody[data-index="0"]').count()).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(height, { timeout: 20_000 }).toBe(closed);
    await list.evaluate((one) => one.scrollTo({ top: 0 }));
    const topOf = (index: number) =>
      list.locator(`tbody[data-index="${index}"]`).evaluate((one) => one.getBoundingClientRect().top);
    expect((await topOf(1)) - (await topOf(0))).toBe(28);
    expect(ui.complaints).toEqual([]);
  });

  it.each([['light'], ['narrow']])('shows hostile text as text: %s', async (name) => {
    ui = await newUi(Object.fromEntries(windows)[name]);
    const { page } = ui;
    const { id } = await one(`context=${contextOf(2)}`);
    for (const path of [`/sessions?since=all&context=${contextOf(2)}`, `/sessions/${id}?step=0`]) {
      await ui.open(path);
      await page.getByText('<img src=x onerror=alert(1)>\\u202egnp.exe\\u0007').first().waitFor();
      await rows().first().waitFor();
      await expectHarmless(page);
    }
    expect(ui.complaints).toEqual([]);
  });

  it.each(windows)('fits its window and is accessible, as the list: %s', async (name, options) => {
    ui = await newUi(options);
    const { page } = ui;
    await ui.open('/sessions?since=all&user=CONTOSO%5Canna.abel');
    await rows().first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, `sessions-${name}`);
    const { id } = await failover();
    const { steps: all } = await ask<SessionDetail>(`/api/v1/sessions/${id}`);
    await ui.open(`/sessions/${id}?step=${all.findLastIndex(({ failure }) => failure !== null)}`);
    await page.getByRole('button', { name: 'Copy: raw line' }).first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, `session-${name}`);
    expect(ui.complaints).toEqual([]);
  });
});

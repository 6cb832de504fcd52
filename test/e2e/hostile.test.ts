import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReconnectPage, RequestPage, SessionPage } from '../../web/src/api/types.ts';
import { frontRow, log, type Values } from '../support/logs.ts';
import { stage } from './stage.ts';
import { accessibilityFaults, overflow, type Ui, windows } from './ui.ts';

/** What a hostile client can put into a log: markup, a turn of direction, a bell, letters of other directions, emoji. */
const HOSTILE = '<img src=x onerror=alert(1)>\u202egnp.exe\u0007 שלום \u2067مرحبا\u2069 👩‍👩‍👧‍👦';
/** The same as the page shows it. */
const SHOWN = '<img src=x onerror=alert(1)>\\u202egnp.exe\\u0007';
/** Of 20 bytes a piece; with the rest of the line just below the limit of a line, which is 1 MiB. */
const MEGABYTE = 'שלום😀<b>x</b>'.repeat(50_000);

const context = (n: number): string => `AAAAAAAA-0000-4000-8000-00000000000${n}`;
const minute = (n: number): string => new Date(Date.parse('2026-03-04T09:00:00Z') + n * 60_000).toISOString();

/** A session that dies of a hostile code and comes back in another context: every page has something to show. */
function rows(): Values[] {
  const sent = (of: number, n: number, type: string): Values => ({
    DateTime: minute(n),
    ClientRequestId: `R:{${context(of)}}:${n};RT:${type};CI:{BBBBBBBB-0000-4000-8000-000000000001}:7`,
    AuthenticatedUser: HOSTILE,
    UserAgent: `${HOSTILE}/16.0 (${HOSTILE})`,
    GenericInfo: '',
  });
  return [
    frontRow(1, sent(1, 1, 'Connect')),
    frontRow(2, sent(1, 2, 'Execute')),
    frontRow(3, {
      ...sent(1, 3, 'Execute'),
      HttpStatus: 503,
      BackEndStatus: '',
      ErrorCode: HOSTILE,
      GenericErrors: MEGABYTE,
      TargetServer: HOSTILE,
      DatabaseGuid: HOSTILE,
    }),
    frontRow(4, sent(2, 4, 'Connect')),
    frontRow(5, sent(2, 5, 'Execute')),
    frontRow(6, { ...sent(2, 6, HOSTILE), ServerHostName: HOSTILE }),
  ];
}

const { newUi, ask } = stage('hostile', (folder) => {
  const logs = join(folder, 'logs', 'HttpProxy', 'Mapi');
  mkdirSync(logs, { recursive: true });
  const file = join(logs, 'HttpProxy_2026030409-1.LOG');
  writeFileSync(file, log('http_proxy', rows()));
  appendFileSync(file, `${HOSTILE},${MEGABYTE}\r\n`);
  return [join(folder, 'logs')];
});

/** All pages. */
async function addresses(): Promise<readonly string[]> {
  const { requests } = await ask<RequestPage>('/api/v1/requests?outcome=failed');
  const { sessions } = await ask<SessionPage>('/api/v1/sessions');
  const { reconnects } = await ask<ReconnectPage>('/api/v1/reconnects');
  const [request, session, reconnect] = [requests[0], sessions[0], reconnects[0]];
  if (request === undefined || session === undefined || reconnect === undefined)
    throw new Error('a request, a session and a reconnect were expected');
  const user = encodeURIComponent(request.user ?? '');
  const sql = encodeURIComponent('SELECT * FROM requests');
  return [
    '/',
    '/users',
    `/users/${user}`,
    '/sessions',
    `/sessions/${session.id}?step=0`,
    '/requests',
    `/requests/${request.id}`,
    '/failures',
    `/failures?code=${encodeURIComponent(request.error_code ?? '')}`,
    '/reconnects',
    `/reconnects/${reconnect.id}`,
    '/live',
    `/sql#sql=${sql}`,
    '/sources',
    `/requests?user=${user}&server=${user}`,
  ];
}

/** Nothing of it became markup, turned the page round, or made it wider; nothing was said or asked for. */
async function harmless({ page, complaints }: Ui, address: string): Promise<void> {
  expect(await page.locator('img, main b').count(), address).toBe(0);
  // Not compared as text: a page of a megabyte is no message.
  const raw = /.{0,60}[\u202e\u2067\u2069\u0007]/.exec(await page.content())?.[0] ?? null;
  expect(raw, address).toBeNull();
  expect(await overflow(page), address).toBeLessThanOrEqual(0);
  expect(complaints, address).toEqual([]);
}

describe('a hostile log', () => {
  it.each([['light'], ['narrow']])(
    'is text on every page: %s',
    async (name) => {
      const ui = await newUi(Object.fromEntries(windows)[name]);
      const { page } = ui;
      const without: string[] = [];
      for (const address of await addresses()) {
        await ui.open(address);
        if (address.startsWith('/sql')) await page.getByRole('button', { name: 'Run' }).click();
        if (address === '/sources')
          await page
            .getByRole('region', { name: 'Rejected lines' })
            .getByRole('button', { name: 'Details' })
            .first()
            .click();
        await page.getByText(SHOWN).first().waitFor({ state: 'attached' });
        await harmless(ui, address);
      }
      expect(without).toEqual([]);
    },
    300_000,
  );

  it('does not keep the pages from being accessible', async () => {
    const ui = await newUi();
    for (const address of await addresses()) {
      await ui.open(address);
      await ui.page.locator('main h2, main table').first().waitFor();
      expect(await accessibilityFaults(ui.page), address).toEqual([]);
    }
  }, 300_000);
});

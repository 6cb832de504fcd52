import { describe, expect, it } from 'vitest';
import { type FailureFilter, failureCodes, failurePage } from '../../src/store/sqlite/failures.ts';
import { Reader } from '../../src/store/sqlite/reader.ts';
import { ingested } from '../support/database.ts';
import { backRow, frontRow, log, type Values } from '../support/logs.ts';

const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const context = (n: number): string => `{AAAAAAAA-0000-4000-8000-00000000000${n}}`;

/** Request n of one Outlook, a minute after the one before, ended by the codes of its two sides. */
function pair(n: number, user: string, back: Values): { front: Values; back: Values } {
  const at = `2026-03-04T09:${String(n).padStart(2, '0')}:00.000Z`;
  const ids = { RequestId: guid(n), DateTime: at };
  return {
    front: frontRow(n, {
      ...ids,
      AuthenticatedUser: `CONTOSO\\${user}`,
      ClientRequestId: `R:${context(1)}:${n};RT:Execute;CI:${context(2)}:7;CID:${context(2)}`,
    }),
    back: backRow(n, {
      ...ids,
      MapiRequestId: `${context(1)}:${n}`,
      AuthenticatedUserEmail: `${user}@contoso.com`,
      MapiClientInfo: `${context(2)}:7`,
      ...back,
    }),
  };
}

async function database() {
  const pairs = [
    pair(1, 'robert', { ResponseCode: 10 }),
    pair(2, 'robert', { ResponseCode: 10 }),
    pair(3, 'robert', {}),
    pair(4, 'anna', { StatusCode: 1142 }),
    pair(5, 'robert', { ResponseCode: 15 }),
  ];
  const { db } = await ingested({
    'HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': log(
      'http_proxy',
      pairs.map(({ front }) => front),
    ),
    'MapiHttp/Mailbox/MapiHttp_2026030409-1.LOG': log(
      'mapi_http',
      pairs.map(({ back }) => back),
    ),
  });
  const filter = new Reader(db).resolve({ includeNoise: false });
  return {
    codes: (only?: FailureFilter) => failureCodes(db, filter, only),
    page: (only: FailureFilter) => failurePage(db, filter, 10, null, only).map(({ code }) => code),
  };
}

describe('failures by code', () => {
  it('are counted with their meaning, the people they hit and what became of them', async () => {
    const { codes } = await database();
    expect(
      codes().map(({ layer, code, name, failed, users, recovered, pending }) => ({
        layer,
        code,
        name,
        failed,
        users,
        recovered,
        pending,
      })),
    ).toEqual([
      {
        layer: 'mapihttp',
        code: '10',
        name: 'ContextNotFound',
        failed: 2,
        users: 1,
        recovered: 2,
        pending: 0,
      },
      {
        layer: 'mapihttp',
        code: '15',
        name: 'InvalidSequence',
        failed: 1,
        users: 1,
        recovered: 0,
        pending: 1,
      },
      { layer: 'rpc', code: '1142', name: expect.any(String), failed: 1, users: 1, recovered: 0, pending: 1 },
    ]);
    expect(codes()[0]).toMatchObject({
      class: 'context_lost',
      meaning: expect.any(String),
      first_at: '2026-03-04T09:01:00.000Z',
      last_at: '2026-03-04T09:02:00.000Z',
    });
  });

  it.each([
    ['as the log has it', { code: ['10'] }, ['10', '10']],
    ['by its name in any letter case', { code: ['contextnotfound'] }, ['10', '10']],
    ['in hexadecimal', { code: ['0x0000000A'] }, ['10', '10']],
    ['or another', { code: ['15', '0x476'] }, ['15', '1142']],
    ['of a layer', { layer: ['rpc'] }, ['1142']],
    ['by what became of them', { resolution: ['recovered'] }, ['10', '10']],
    ['by all at once', { layer: ['mapihttp'], resolution: ['pending'] }, ['15']],
    ['that nothing has', { code: ['no such code'] }, []],
  ] as const)('are found %s', async (_, only, expected) => {
    const { page } = await database();
    expect(page(only)).toEqual(expected);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FailureRow, ReconnectRow, SessionRow } from '../../src/api/schemas/lists.ts';
import { generate } from '../../src/generate/generate.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';
import { reconnectDetail } from '../../src/store/sqlite/reconnect-detail.ts';
import { sessionDetail } from '../../src/store/sqlite/session-detail.ts';
import type { ReconnectRow as Reconnect } from '../../src/store/sqlite/view-rows.ts';

let folder: string;
let db: Connection;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-details-'));
  const out = path.join(folder, 'logs');
  await generate({ out, scenarios: ['mixed'], servers: 4, clients: 10, hours: 3, noise: 0.2, seed: 6 });
  db = openForWriting(path.join(folder, 'logs.db'));
  await ingest(db, [out]);
}, 120_000);
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const all = <Row>(sql: string): Row[] => db.prepare(sql).all() as Row[];
const ids = (sql: string): number[] => db.prepare(sql).pluck().all() as number[];

describe('one session', () => {
  const detailOf = (id: number, first = 0, limit = Number.POSITIVE_INFINITY) => {
    const detail = sessionDetail(db, id, first, limit);
    if (detail === null) throw new Error(`no session ${id}`);
    return detail;
  };

  test('has each of its requests once, and each failure', () => {
    const sessions = ids('SELECT id FROM session');
    expect(sessions.length).toBeGreaterThan(50);
    for (const id of sessions) {
      const { steps, total_steps, session } = detailOf(id);
      expect(steps.length).toBe(total_steps);
      const requests = steps.flatMap(({ request }) => (request === null ? [] : [request]));
      expect(requests.map((one) => one.id).sort((a, b) => a - b)).toEqual(
        ids(`SELECT id FROM request WHERE session_id = ${id} ORDER BY id`),
      );
      expect(steps.filter(({ failure }) => failure !== null).length).toBe(session['failures']);
      for (const { request, failure } of steps) if (failure !== null) expect(failure.id).toBe(request?.id);
      const offsets = steps.map(({ offset_ms }) => offset_ms);
      expect(offsets[0]).toBe(0);
      expect(steps.at(-1)?.kind === 'end').toBe(session.end_reason !== 'open');
    }
  });

  test('comes in parts', () => {
    const [longest = 0] = ids(
      'SELECT session_id FROM request WHERE session_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1',
    );
    const whole = detailOf(longest);
    expect(whole.total_steps).toBeGreaterThan(50);
    const parts = [];
    for (let first = 0; first < whole.total_steps; first += 7) {
      const part = detailOf(longest, first, 7);
      expect([part.first_step, part.total_steps]).toEqual([first, whole.total_steps]);
      parts.push(...part.steps);
    }
    expect(parts).toEqual(whole.steps);
  });

  test('names how the client came to it and the sessions around it', () => {
    const links = all<{ id: number; previous_id: number }>(
      'SELECT id, previous_id FROM session WHERE previous_id IS NOT NULL',
    );
    expect(links.length).toBeGreaterThan(5);
    const related = (id: number, relation: string): number[] =>
      detailOf(id)
        .related.filter((one) => one.relation === relation)
        .map(({ session }) => session.id);
    for (const { id, previous_id } of links) {
      expect(related(id, 'previous')).toEqual([previous_id]);
      expect(related(previous_id, 'next')).toContain(id);
      expect(detailOf(id).reconnects.map((one) => one.session_id)).toContain(id);
      expect(detailOf(previous_id).reconnects.map((one) => one.previous_session_id)).toContain(previous_id);
    }
    for (const id of ids('SELECT id FROM session WHERE noise IS NULL')) {
      const { session, related: others } = detailOf(id);
      const seen = others.map((one) => one.session.id);
      expect(new Set([...seen, id]).size).toBe(seen.length + 1);
      for (const { relation, session: other } of others)
        if (relation === 'same_client') expect(other.client_instance).toBe(session.client_instance);
    }
  });

  test('is null where there is none', () => {
    expect(sessionDetail(db, 1_000_000, 0, 10)).toBeNull();
  });
});

describe('one reconnect', () => {
  /** The facts that each cause can be decided by. */
  const DECIDED_BY: Record<string, string[]> = {
    failover: ['back_end_changed'],
    recycle: ['process_changed'],
    idle_expiry: ['silence_beyond_lifetime'],
    network: ['connection_broke', 'address_changed'],
    authentication: ['old_context_refused', 'new_context_refused'],
    throttling: ['old_context_refused', 'new_context_refused'],
    refused: ['old_context_refused', 'new_context_refused'],
    unknown: ['nothing_found'],
  };
  const rows = () => all<Reconnect>('SELECT * FROM reconnects');
  const detailOf = (id: number) => {
    const detail = reconnectDetail(db, id);
    if (detail === null) throw new Error(`no reconnect ${id}`);
    return detail;
  };

  test('tells the fact that decided its cause', () => {
    const causes = new Set<string>();
    for (const row of rows()) {
      const { evidence } = detailOf(row.id);
      const facts = evidence.map(({ fact }) => fact);
      const decisive = DECIDED_BY[String(row['cause'])] ?? [];
      causes.add(`${row.kind} ${row['cause']}`);
      if (row.kind === 'resume') {
        expect(facts.some((fact) => decisive.includes(fact))).toBe(true);
        expect(facts.at(-1)).toBe('context_survived');
      } else expect(decisive).toContain(facts.at(-1));
      if (row.kind === 'restart') expect(facts).toContain('client_instance_changed');
    }
    for (const cause of ['reconnect failover', 'reconnect idle_expiry', 'resume network', 'restart unknown'])
      expect(causes).toContain(cause);
  });

  test('names the requests that show it, from the sessions that it is about', () => {
    const sessionOf = db.prepare('SELECT session_id FROM request WHERE id = ?').pluck();
    let named = 0;
    for (const row of rows())
      for (const { request_id } of detailOf(row.id).evidence) {
        if (request_id === null) continue;
        named++;
        expect([row.session_id, row.previous_session_id]).toContain(sessionOf.get(request_id));
      }
    expect(named).toBeGreaterThan(10);
  });

  test('has the requests from the last good one to the first one of use', () => {
    for (const row of rows()) {
      const { requests, failures } = detailOf(row.id);
      const ends = requests.map(({ ended_ms }) => ended_ms);
      for (const at of [row['last_good_at'], row['usable_at']])
        if (at !== null) expect(ends).toContain(Date.parse(String(at)));
      expect(failures.map(({ id }) => id).sort()).toEqual(
        requests
          .filter(({ outcome }) => outcome === 'failed')
          .map(({ id }) => id)
          .sort(),
      );
    }
  });

  test('stands beside the others of its kind within a day', () => {
    const every = rows();
    for (const row of every.slice(0, 20)) {
      const others = every
        .filter((one) => one.kind === row.kind && one.id !== row.id && one['usable_ms'] !== null)
        .map((one) => Number(one['usable_ms']))
        .sort((a, b) => a - b);
      const { peers } = detailOf(row.id);
      expect([peers.count, peers.max]).toEqual([others.length, others.at(-1) ?? null]);
      expect(peers.p50).toBe(others[Math.ceil(others.length / 2) - 1] ?? null);
    }
  });

  test('is null where there is none', () => {
    expect(reconnectDetail(db, 1)).toBeNull();
    expect(reconnectDetail(db, 65_536 * 1_000_000)).toBeNull();
  });
});

test.each([
  ['sessions', SessionRow],
  ['failures', FailureRow],
  ['reconnects', ReconnectRow],
] as const)('the rows of %s have the shape that the API promises', (view, schema) => {
  const rows = all<unknown>(`SELECT * FROM ${view}`);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.flatMap((row) => Value.Errors(schema, row)).slice(0, 3)).toEqual([]);
  const names = db
    .prepare(`SELECT * FROM ${view}`)
    .columns()
    .map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(schema.properties).sort());
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RequestJoin } from '../../../src/correlate/join.ts';
import type { AnyPart } from '../../../src/correlate/parts.ts';
import { Sessions } from '../../../src/correlate/sessions/sessions.ts';
import { generate } from '../../../src/generate/generate.ts';
import { ingest } from '../../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../../src/store/sqlite/database.ts';
import { StoredRequests } from '../../../src/store/sqlite/stored-requests.ts';
import { storedSessions } from '../../../src/store/sqlite/stored-sessions.ts';
import { Writer } from '../../../src/store/sqlite/writer.ts';

/** Orders and portions that are tried: `ORDER_RUNS=1000`. */
const runs = Number(process.env['ORDER_RUNS'] ?? 12);

let folder: string;
let db: Connection;
let parts: AnyPart[];
let expected: unknown;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-order-'));
  const out = path.join(folder, 'logs');
  await generate({ out, scenarios: ['mixed'], servers: 4, clients: 6, hours: 3, noise: 0.2, seed: 3 });
  db = openForWriting(path.join(folder, 'logs.db'));
  await ingest(db, [out]);
  parts = [...new StoredRequests(db).between(0, Number.MAX_SAFE_INTEGER)].flatMap((stored) => stored.parts);
  expected = derived();
}, 120_000);
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that correlation derives, without the ids that depend on the order of reading. */
function derived(): unknown {
  const all = (sql: string): unknown[] => db.prepare(sql).all();
  return {
    requests:
      all(`SELECT r.record_id, r.backend_record_id, r.started_ms, r.ended_ms, r.outcome, r.failure_class, r.noise,
      s.context FROM requests r LEFT JOIN session s ON s.id = r.session_id
      ORDER BY coalesce(r.record_id, 0), coalesce(r.backend_record_id, 0)`),
    sessions:
      all(`SELECT s.*, NULL AS id, NULL AS previous_session_id, p.account, q.context AS previous FROM sessions s
      JOIN session p ON p.id = s.id LEFT JOIN session q ON q.id = p.previous_id ORDER BY s.context`),
    failures: all(`SELECT f.*, NULL AS id, NULL AS request_id, NULL AS session_id FROM failures f
      ORDER BY source_file, byte_offset, backend_source_file, backend_byte_offset`),
    reconnects: all(`SELECT r.*, NULL AS id, NULL AS session_id, NULL AS previous_session_id FROM reconnects r
      ORDER BY context, kind, first_attempt_ms`),
    people: all(`SELECT group_concat(name, ' ') FROM (SELECT name, person_id FROM person_name ORDER BY name)
      GROUP BY person_id ORDER BY 1`),
  };
}

function forget(): void {
  db.exec(
    'DELETE FROM request; DELETE FROM session; DELETE FROM resume; DELETE FROM person_name; DELETE FROM last_id;',
  );
}

/**
 * Correlates the parts in this order and these portions; a restart forgets everything that is not stored.
 * @param room requests that are kept in memory
 */
function correlate(
  order: readonly AnyPart[],
  portions: readonly { size: number; restart: boolean }[],
  room: number,
): void {
  forget();
  const begin = () => {
    const writer = new Writer(db);
    const stored = new StoredRequests(db);
    return {
      writer,
      join: new RequestJoin(writer.lastRequestId(), stored, room),
      sessions: new Sessions(storedSessions(db, writer.lastSessionId(), stored), {
        steps: room,
        sessions: room / 10,
      }),
    };
  };
  let now = begin();
  let at = 0;
  for (let portion = 0; at < order.length; portion++) {
    const { size, restart } = portions[portion % portions.length] ?? { size: order.length, restart: false };
    now.writer.begin();
    for (const part of order.slice(at, at + size)) now.join.add(part);
    const changes = now.join.takeChanged();
    now.writer.storeRequests(changes, now.sessions.apply(changes));
    now.writer.commit();
    at += size;
    if (restart) now = begin();
  }
}

/** A seeded shuffle: of everything, or only of what stands close together, as two servers' logs do. */
function shuffled(seed: number, reach: number): AnyPart[] {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return parts
    .map((part, index) => ({ part, at: index + random() * reach }))
    .sort((a, b) => a.at - b.at)
    .map(({ part }) => part);
}

const portions = fc.array(fc.record({ size: fc.integer({ min: 1, max: 3000 }), restart: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

const rooms = fc.constantFrom(100, 1000, 200_000);

test('any order, any portions and any restarts give the same rows', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom(0, 50, 1000, parts.length),
      portions,
      rooms,
      (seed, reach, portion, room) => {
        // Portions of a few records over and over would only take long.
        const enough = portion.reduce((sum, { size }) => sum + size, 0) / portion.length;
        fc.pre(enough > parts.length / 60);
        correlate(shuffled(seed, reach), portion, room);
        expect(derived()).toEqual(expected);
      },
    ),
    { numRuns: runs, endOnFailure: true },
  );
});

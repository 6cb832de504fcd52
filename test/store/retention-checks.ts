import { expect } from 'vitest';
import type { Connection } from '../../src/store/sqlite/database.ts';
import { sharedReferences } from '../../src/store/sqlite/retention/tables.ts';
import type { Retention } from '../../src/store/sqlite/retention.ts';
import { recordTables } from '../../src/store/tables.ts';

const records = Object.values(recordTables).map(({ table }) => table);
const anyRecord = (columns: string): string =>
  records.map((table) => `SELECT ${columns} FROM ${table}`).join(' UNION ALL ');

/** Fails when a row refers to one that is not there. */
export function expectNoOrphans(db: Connection): void {
  expect(db.pragma('foreign_key_check')).toEqual([]);
  for (const table of ['record_warning', 'record_extra']) {
    const lost = db.prepare(`SELECT count(*) FROM ${table} WHERE record_id NOT IN (${anyRecord('id')})`);
    expect(lost.pluck().get(), table).toBe(0);
  }
  // What refers without saying so in the schema.
  for (const [table, column, to] of [
    ['request', 'session_id', 'session'],
    ['session', 'previous_id', 'session'],
    ['person_name', 'request_id', 'request'],
  ]) {
    const lost = `${table} WHERE ${column} IS NOT NULL AND ${column} NOT IN (SELECT id FROM ${to})`;
    expect(count(db, lost), `${table}.${column}`).toBe(0);
  }
}

/** Fails when a shared row is there that no record needs. */
export function expectNoUnusedShared(db: Connection): void {
  for (const shared of new Set(sharedReferences.map((reference) => reference.shared))) {
    const used = sharedReferences
      .filter((reference) => reference.shared === shared)
      .map(({ table, column }) => `SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL`)
      .join(' UNION ALL ');
    const unused = db.prepare(`SELECT count(*) FROM ${shared} WHERE id NOT IN (${used})`).pluck().get();
    expect(unused, shared).toBe(0);
  }
}

/** Works until there is no more to do. */
export function finish(retention: Retention, nowMs: number, afterStep: () => void = () => undefined): number {
  for (let steps = 1; steps < 100_000; steps++) {
    const more = retention.step(nowMs);
    afterStep();
    if (!more) return steps;
  }
  throw new Error('retention comes to no end');
}

/** What stands in the log at every record: the same in any database that has read it. */
export function recordsSince(db: Connection, ms: number): unknown[] {
  return db
    .prepare(
      `SELECT s.fingerprint, r.byte_offset, r.at_ms FROM (${anyRecord('source_id, byte_offset, at_ms')}) r
       JOIN source s ON s.id = r.source_id WHERE r.at_ms >= ? ORDER BY 1, 2`,
    )
    .raw()
    .all(ms);
}

export const count = (db: Connection, from: string): number =>
  db.prepare(`SELECT count(*) FROM ${from}`).pluck().get() as number;

/** Rows of every table that retention may empty. */
export function counts(db: Connection): Record<string, number> {
  const tables = [
    'request',
    'session',
    'rejected_line',
    ...records,
    ...new Set(sharedReferences.map(({ shared }) => shared)),
  ];
  return Object.fromEntries(tables.map((table) => [table, count(db, table)]));
}

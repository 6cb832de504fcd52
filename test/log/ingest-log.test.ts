import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { BackgroundIngest, type IngestStatus } from '../../src/ingest/background.ts';
import { IngestLog } from '../../src/log/ingest-log.ts';
import { createLogger } from '../../src/log/logger.ts';

/** The log of an ingest whose events the test gives. */
function ingestLog() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      const { time: _time, ...line } = JSON.parse(chunk.toString());
      lines.push(line);
      done();
    },
  });
  const ingest = new BackgroundIngest();
  new IngestLog(createLogger({ level: 'info', stream }), ingest);
  const troubles = (now: Partial<IngestStatus>): void => {
    Object.assign(ingest.status, { troubles: [], stale: [], ...now });
    ingest.emit('troubles', ingest.status.troubles);
  };
  return { ingest, lines, troubles };
}

const trouble = {
  path: 'C:\\Logs\\a.log',
  kind: 'permission_denied' as const,
  message: 'may not be opened',
  advice: 'give the right to read it',
  sinceMs: Date.now(),
  lastMs: Date.now(),
  tries: 1,
};

test('a trouble is written when it comes and when it goes, not at each try', () => {
  const { lines, troubles } = ingestLog();
  troubles({ troubles: [trouble] });
  troubles({ troubles: [{ ...trouble, tries: 2 }] });
  troubles({});
  troubles({});
  const { path, kind, advice } = trouble;
  expect(lines).toEqual([
    { level: 'warn', path, kind, problem: 'may not be opened', advice, msg: 'trouble' },
    { level: 'info', path, kind, seconds: expect.any(Number), tries: 2, msg: 'trouble is over' },
  ]);
});

test('a folder in which nothing is written any more is written once', () => {
  const { lines, troubles } = ingestLog();
  const stale = { folder: 'C:\\Logs', kind: 'http_proxy', silentMs: 3_600_000 };
  troubles({ stale: [stale] });
  troubles({ stale: [{ ...stale, silentMs: 3_700_000 }] });
  troubles({});
  expect(lines.map(({ level, path, seconds, msg }) => [level, path, seconds, msg])).toEqual([
    ['warn', 'C:\\Logs', 3600, 'nothing is written any more'],
    ['info', 'C:\\Logs', undefined, 'is written again'],
  ]);
});

test('a reading that fails again and again is written once, and so is its end', () => {
  const { ingest, lines } = ingestLog();
  ingest.emit('trouble', 'database is locked');
  ingest.emit('trouble', 'database is locked');
  const summary = { files: 1, records: 1, rejected: 0, warnings: 0, bytes: 10, seconds: 0.1, kinds: {} };
  const nothing = { problems: [], unknownColumns: [], unfinished: [] };
  ingest.emit('read', { ...summary, ...nothing });
  const problem = { path: 'x.zip', problem: 'is damaged', serious: true, passing: false };
  ingest.emit('read', {
    ...summary,
    ...nothing,
    rejected: 2,
    unknownColumns: ['Secret'],
    problems: [problem],
  });
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    ['error', 'reading failed and is tried again'],
    ['info', 'reading goes on'],
    ['info', 'read'],
    ['warn', 'not read'],
  ]);
  expect(lines[2]).toMatchObject({ records: 1, rejected: 2, unknown_columns: 1 });
});

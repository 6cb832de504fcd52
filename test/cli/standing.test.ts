import { expect, test } from 'vitest';
import { standing } from '../../src/cli/standing.ts';
import type { IngestStatus } from '../../src/ingest/background.ts';

const following: IngestStatus = {
  state: 'watching',
  progress: null,
  error: null,
  behind: { bytes: 0, seconds: 0 },
  troubles: [],
  stale: [],
  found: [],
};
const progress = { files: 50, filesDone: 12, bytes: 1000, bytesDone: 437, records: 5, path: null };
const trouble = {
  path: 'x',
  kind: 'unreadable',
  message: 'away',
  advice: 'look',
  sinceMs: 0,
  lastMs: 0,
  tries: 1,
} as const;

test.each<[Partial<IngestStatus>, string]>([
  [{}, 'following; 1,234 new records; nothing unread'],
  [{ behind: { bytes: 3_355_443, seconds: 14.4 } }, 'following; 1,234 new records; 3.2MB unread, 14s behind'],
  [{ state: 'running', progress }, 'reading 43%, 12/50 files; 1,234 new records; nothing unread'],
  [{ state: 'running' }, 'looking for logs; 1,234 new records; nothing unread'],
  [{ state: 'failed' }, 'reading failed, tried again; 1,234 new records; nothing unread'],
  [{ troubles: [trouble] as never }, 'following; 1,234 new records; nothing unread; 1 trouble'],
])('%j: %s', (status, text) => {
  expect(standing({ ...following, ...status }, 1234)).toBe(text);
});

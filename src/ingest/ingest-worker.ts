import { parentPort, workerData } from 'node:worker_threads';
import { openForWriting } from '../store/sqlite/database.ts';
import type { FromIngest, IngestJob } from './background.ts';
import { ingest } from './ingest.ts';

// The writer of a serving mapiscope: its own thread, so that reading a backlog never holds up an answer.
const port = parentPort;
if (port === null) throw new Error('ingest-worker is started as a worker');
const { file, paths, lineLimit } = workerData as IngestJob;
const say = (message: FromIngest): void => port.postMessage(message);

const db = openForWriting(file);
try {
  const summary = await ingest(db, paths, {
    lineLimit,
    onProgress: (progress) => say({ type: 'progress', progress }),
  });
  say({ type: 'done', summary });
} catch (error) {
  say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
} finally {
  db.close();
}

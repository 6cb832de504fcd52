import { parentPort, workerData } from 'node:worker_threads';
import { openForWriting } from '../store/sqlite/database.ts';
import { follow } from '../watch/follower.ts';
import type { FromIngest, IngestJob } from './background.ts';
import { Ingest, type IngestProgress, type Stored } from './ingest.ts';

// The writer of a serving mapiscope: its own thread, so that reading a backlog never holds up an answer.
const port = parentPort;
if (port === null) throw new Error('ingest-worker is started as a worker');
const { file, paths, lineLimit } = workerData as IngestJob;
const say = (message: FromIngest): void => port.postMessage(message);

const stop = new AbortController();
port.once('message', () => stop.abort());

const db = openForWriting(file);
const options = {
  lineLimit,
  onProgress: (progress: IngestProgress) => say({ type: 'progress', progress: { ...progress } }),
  onStored: (stored: Stored) => say({ type: 'stored', stored }),
};
let reader = new Ingest(db, options);

/** A member of an archive is tried again with its archive. */
const archiveOf = (path: string): string => path.replace(/(\.zip)!.*$/is, '$1');

await follow(
  paths,
  async (files, newestDayFirst) => {
    try {
      const summary = await reader.read(files, newestDayFirst);
      say({ type: 'read', summary });
      return summary.problems.filter(({ passing }) => passing).map(({ path }) => archiveOf(path));
    } catch (error) {
      // After an error the pipeline is made anew from what is in the database.
      await reader.close();
      reader = new Ingest(db, options);
      throw error;
    }
  },
  stop.signal,
  {
    onCaughtUp: () => say({ type: 'caught up' }),
    onError: (error) =>
      say({ type: 'trouble', message: error instanceof Error ? error.message : String(error) }),
  },
);
await reader.close();
db.close();
port.close();

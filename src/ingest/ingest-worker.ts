import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { builtInRules } from '../correlate/noise.ts';
import { type Connection, keepLessInMemory, openForWriting } from '../store/sqlite/database.ts';
import { freeBytes } from '../store/sqlite/disk.ts';
import { LongRollUp } from '../store/sqlite/figures/long-roll-up.ts';
import { RollUp } from '../store/sqlite/figures/roll-up.ts';
import { LowSpaceError, troubleOfDatabase } from '../store/sqlite/problems.ts';
import { Retention } from '../store/sqlite/retention.ts';
import { StoredTroubles } from '../store/sqlite/troubles.ts';
import { Writer } from '../store/sqlite/writer.ts';
import { Follower, type ReadResult } from '../watch/follower.ts';
import { SLICE_BYTES } from '../watch/slices.ts';
import { Troubles } from '../watch/troubles.ts';
import { type FromIngest, type IngestJob, MIN_FREE } from './background.ts';
import { BacklogProgress } from './backlog-progress.ts';
import { DecodeThread } from './decode-thread.ts';
import { Ingest } from './ingest.ts';
import { RollUpThread } from './roll-up-thread.ts';
import type { IngestProgress } from './tally.ts';
import { COMMIT_BYTES, type Stored } from './transactions.ts';

// The writer of a serving mapiscope: its own thread, so that reading a backlog never holds up an answer.
const port = parentPort;
if (port === null) throw new Error('ingest-worker is started as a worker');
const {
  file,
  paths,
  lineLimit,
  noiseRules = builtInRules,
  minFree = MIN_FREE,
  maxAgeMs = null,
  maxSize = null,
  sliceBytes = SLICE_BYTES,
} = workerData as IngestJob;
const say = (message: FromIngest): void => port.postMessage(message);

const stop = new AbortController();
port.once('message', () => stop.abort());
/** Batches that wait to be stored go before other messages: the wish to stop must not wait behind them. */
const lookForStop = (): void => {
  if (receiveMessageOnPort(port) !== undefined) stop.abort();
};

/** What is wrong with the database: told only from memory, since it may not be possible to write it. */
const databaseTroubles = new Troubles();

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
/** How things stand is told when it changes, and so often at least: silence means that this thread is busy. */
const TELL_EVERY_MS = 1_000;
/** How far a reading is, is told this often, and when it is over. */
const PROGRESS_EVERY_MS = 100;

/** How often it is looked whether something is too old or too much. */
const DELETION_EVERY_MS = 10_000;
/** Deleting while a backlog waits for it goes on for so long at least: reading makes the pipeline anew after it. */
const SHORTEST_DELETION_MS = 250;

function failed(error: unknown): void {
  const trouble = troubleOfDatabase(error);
  databaseTroubles.report(file, trouble, Date.now());
  say({ type: 'trouble', message: trouble.message });
}

const opened = await openWhenPossible();
if (opened !== null) {
  await follow(opened);
  opened.db.close();
}
port.close();

interface Opened {
  db: Connection;
  stored: StoredTroubles;
}

/** The database may be locked or its disk full just now: the rest of the process goes on meanwhile. */
async function openWhenPossible(): Promise<Opened | null> {
  for (let tries = 0; !stop.signal.aborted; tries++) {
    try {
      const opened = open();
      databaseTroubles.clear(file);
      return opened;
    } catch (error) {
      failed(error);
      say({
        type: 'standing',
        behind: { bytes: 0, seconds: 0 },
        troubles: databaseTroubles.list,
        stale: [],
        found: [],
      });
      const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }
  return null;
}

function open(): Opened {
  const db = openForWriting(file);
  try {
    return { db, stored: new StoredTroubles(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}

async function follow({ db, stored }: Opened): Promise<void> {
  const thread = new DecodeThread();
  let reader = null as Ingest | null;
  let spaceError: LowSpaceError | null = null;
  let interrupted = false;
  let unchecked = 0;
  let progress: IngestProgress | null = null;
  let progressMs = Number.NEGATIVE_INFINITY;
  let caughtUp = false;
  let told = '';
  let toldMs = 0;
  let nextDeletion = 0;
  const backlog = new BacklogProgress();
  const kind = db.prepare('SELECT kind FROM source WHERE path = ?').pluck();
  const rollUp = new RollUpThread(file, new RollUp(db), failed);
  const longRollUp = new LongRollUp(db);
  /** A step of making figures quick when nothing else is to be done. */
  const rolledUp = (nowMs: number): boolean => rollUp.turn(nowMs) || longRollUp.step(nowMs);
  const retention = new Retention(db, { maxAgeMs, maxSizeBytes: maxSize });

  const checkSpace = async (): Promise<void> => {
    const free = await freeBytes(file);
    if (free !== null && free < minFree) throw new LowSpaceError(free, minFree);
  };

  /** Ends the reading under way: what is stored is whole, the rest stays due. */
  const interrupt = (): void => {
    if (reader === null) return;
    interrupted = true;
    void reader.close();
  };
  stop.signal.addEventListener('abort', interrupt);

  const tellProgress = (): void => {
    if (progress === null) return;
    progressMs = performance.now();
    say({ type: 'progress', progress: caughtUp ? { ...progress } : backlog.of(progress) });
  };

  const newReader = (): Ingest =>
    new Ingest(db, {
      thread,
      lineLimit,
      noiseRules,
      // The limits are looked at between transactions.
      commitBytes: Math.min(COMMIT_BYTES, sliceBytes),
      onProgress: (now: IngestProgress) => {
        progress = now;
        // Several times for each log; a message costs more than most of what it tells of.
        if (performance.now() - progressMs < PROGRESS_EVERY_MS) return;
        tellProgress();
      },
      onStored: (transaction: Stored) => {
        say({ type: 'stored', stored: transaction });
        lookForStop();
        rollUp.turn(Date.now());
        unchecked += transaction.bytes;
        if (unchecked < sliceBytes) return;
        // A single log or archive may be larger than the space there is: reading it ends, what is stored is whole.
        unchecked = 0;
        if (retention.isTooLarge(Date.now())) interrupt();
        checkSpace().catch((error: unknown) => {
          if (error instanceof LowSpaceError) spaceError = error;
          void reader?.close();
        });
      },
    });

  const read = async (files: string[], newestDayFirst: boolean): Promise<ReadResult> => {
    await checkSpace();
    try {
      reader ??= newReader();
      if (caughtUp) reader.keepLess();
      backlog.begin({ files: follower.unreadFiles, bytes: follower.behind.bytes });
      const summary = await reader.read(files, newestDayFirst);
      tellProgress();
      if (progress !== null && !caughtUp) backlog.end(progress);
      say({ type: 'read', summary });
      const lost = summary.problems.filter(({ passing }) => passing);
      const others = summary.problems.filter(({ passing }) => !passing);
      return {
        failed: lost.map(({ path, problem }) => ({ path: archiveOf(path), problem })),
        foreign: others.map(({ path }) => path),
      };
    } catch (error) {
      await remake();
      const cause = spaceError ?? error;
      const onPurpose = interrupted && spaceError === null;
      spaceError = null;
      interrupted = false;
      if (onPurpose) return { failed: [], foreign: [], interrupted: true };
      throw cause;
    }
  };

  const notBefore = (): number =>
    Math.max(retention.noRoomBeforeMs, maxAgeMs === null ? Number.NEGATIVE_INFINITY : Date.now() - maxAgeMs);

  const backlogWaits = (): boolean => {
    const waits = retention.isTooLarge(Date.now());
    if (waits) nextDeletion = Math.min(nextDeletion, Date.now());
    return waits;
  };

  /** Deletes what is too old or too much, in small steps; no transaction of the reader is open meanwhile. */
  const deleteOld = async (enough: AbortSignal): Promise<void> => {
    const begunMs = Date.now();
    if (begunMs < nextDeletion) return;
    try {
      while (retention.step(Date.now())) {
        // Lets messages in: a hint that something was written, or the wish to stop.
        await sleep(1);
        if (stop.signal.aborted || (enough.aborted && Date.now() - begunMs > SHORTEST_DELETION_MS)) return;
      }
      nextDeletion = Date.now() + DELETION_EVERY_MS;
    } catch (error) {
      failed(error);
      nextDeletion = Date.now() + LONGEST_RETRY_MS;
    } finally {
      if (retention.pipelineStale) await remake();
    }
  };

  /** Makes the figures of what has not changed for a moment quick to read, in small steps. */
  const bringUpToDate = async (enough: AbortSignal): Promise<void> => {
    try {
      while (!enough.aborted && !stop.signal.aborted && rolledUp(Date.now())) await sleep(1);
    } catch (error) {
      failed(error);
    }
  };

  /** The pipeline is made anew from what is in the database. */
  const remake = async (): Promise<void> => {
    await reader?.close();
    reader = null;
    retention.pipelineRemade();
  };

  const storeTroubles = (): void => {
    const { troubles } = follower;
    if (troubles.changes.size === 0) return;
    try {
      stored.store(troubles.changes);
      troubles.settle();
    } catch {
      // They stay in memory, and what has changed is stored when the database can be written again.
    }
  };

  const tell = (): void => {
    // A database that can't be written now need not be waited for again.
    if (databaseTroubles.list.length === 0) storeTroubles();
    const { behind, troubles, stale, found } = follower;
    const standing = { behind, troubles: [...databaseTroubles.list, ...troubles.list], stale, found };
    const text = JSON.stringify(standing);
    if (text === told && Date.now() - toldMs < TELL_EVERY_MS) return;
    told = text;
    toldMs = Date.now();
    say({ type: 'standing', ...standing });
  };

  const follower = new Follower({
    paths,
    read,
    known: new Writer(db).finishedLogs(),
    notBefore,
    backlogWaits,
    sliceBytes,
    onLeftOut: (files) => say({ type: 'left out', files, beforeMs: notBefore() }),
    kindOf: (path) => (kind.get(path) as string | undefined) ?? null,
    onIdle: async (enough) => {
      await deleteOld(enough);
      await bringUpToDate(enough);
    },
    onStatus: tell,
    onCaughtUp: () => {
      caughtUp = true;
      keepLessInMemory(db);
      say({ type: 'caught up' });
    },
    onError: failed,
    onRecovered: () => {
      databaseTroubles.clear(file);
      say({ type: 'recovered' });
    },
  });
  await follower.run(stop.signal);
  await rollUp.close();
  await reader?.close();
  await thread.end();
}

/** A member of an archive is tried again with its archive. */
function archiveOf(path: string): string {
  return path.replace(/(\.zip)!.*$/is, '$1');
}

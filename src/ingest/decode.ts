import { createHash } from 'node:crypto';
import { noiseMarker } from '../correlate/noise.ts';
import type { Kind } from '../formats/family.ts';
import { parseLogFileName, sortByLogFile } from '../input/file-name.ts';
import { isProblem, type LogInput } from '../input/log-input.ts';
import { serverFromPath } from '../input/server.ts';
import { findLogs } from '../input/walk.ts';
import { ahead } from './ahead.ts';
import { makeEncoders } from './encode/encoders.ts';
import { SharedValues } from './encode/shared-values.ts';
import { Interpreter } from './interpreter.ts';
import { LineSplitter } from './lines.ts';
import { type LogHead, LogHeads } from './log-head.ts';
import type { DecodeOptions, FinishedLog, FromDecoder, ToDecoder } from './messages.ts';

/** Bytes before the offset whose hash tells whether a log was replaced under its name. */
const TAIL_BYTES = 1024;
/** Bytes that are kept for that hash; an unfinished line may be long. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** Bytes of a log that make a batch: what is in it is handed over before V8 takes it for something that stays. */
const BATCH_BYTES = 1024 * 1024;
/**
 * Bytes of logs under way to the writer: what is decoded while it commits, so that it need not wait after that. More
 * would only fill memory.
 */
const MOST_UNDER_WAY = 40 * 1024 * 1024;
/** Logs whose beginning is read at a time. */
const HEADS_AT_ONCE = 8;
/** Logs announced ahead of the one being read, so that nobody waits for an answer. */
const MOST_AHEAD = 4;
/** A log rolls every hour: a file untouched for longer is finished, and its last line needs no line end. */
const FINISHED_AFTER_MS = 60 * 60_000;

/** Reads logs for the writer: one log after another, the next one announced while the one before is read. */
export class Decoder {
  readonly #options: DecodeOptions;
  readonly #send: (message: FromDecoder) => void;
  readonly #shared: SharedValues;
  readonly #encoders: ReturnType<typeof makeEncoders>;
  readonly #heads: LogHeads;
  /** Of each batch that is under way, how many bytes of logs it is of; and their sum. */
  readonly #batches: number[] = [];
  #underWay = 0;
  #roomAgain: (() => void) | null = null;
  #answers: ((answer: Resume) => void)[] = [];
  /** How the members of archives looked that were read to their end: to look into one costs unpacking it. */
  readonly #finishedMembers = new Set<string>();

  constructor(options: DecodeOptions, send: (message: FromDecoder) => void) {
    this.#options = options;
    this.#send = send;
    this.#heads = new LogHeads(options.lineLimit);
    this.#shared = new SharedValues(options.lastIds);
    this.#encoders = makeEncoders({ shared: this.#shared, noise: noiseMarker(options.noiseRules) });
  }

  /** Takes a message from the writer. */
  handle(message: Extract<ToDecoder, { type: 'resume' | 'stored' }>): void {
    if (message.type === 'resume') this.#answers.shift()?.(message);
    else {
      this.#underWay -= this.#batches.shift() ?? 0;
      this.#roomAgain?.();
      this.#roomAgain = null;
    }
  }

  /**
   * Reads every log below the paths, hour by hour, so that the two records of a request come close together. A
   * backlog is read newest day first: what is of interest is there in seconds.
   */
  async readAll(
    paths: readonly string[],
    newestDayFirst = false,
    finished: readonly FinishedLog[] = [],
  ): Promise<void> {
    const known = new Set(finished.map(lookOf));
    for (const log of finished) if (log.path.includes('!')) this.#finishedMembers.add(lookOf(log));
    const found: LogInput[] = [];
    for await (const log of findLogs(paths)) {
      if (isProblem(log))
        this.#send({ type: 'problem', path: log.path, problem: log.problem, serious: true, passing: true });
      else found.push(log);
    }
    const logs = newestDayFirst ? byDayFromNewest(sortByLogFile(found)) : sortByLogFile(found);
    this.#send({
      type: 'plan',
      files: logs.length,
      bytes: logs.reduce((sum, log) => sum + log.storedSize, 0),
    });
    const waiting: Announced[] = [];
    // Thousands of finished logs cost nothing: what looks as it did when it was read is not opened.
    const isKnown = (log: LogInput): boolean =>
      known.has(lookOf(log)) || (log.container === 'zip' && this.#finishedMembers.has(lookOf(log)));
    const look = async (log: LogInput) => (isKnown(log) ? null : this.#lookInto(log));
    for await (const [log, head] of ahead(logs, HEADS_AT_ONCE, look)) {
      if (head === null || 'problem' in head) {
        if (head !== null) this.#send({ type: 'problem', path: log.path, ...head });
        this.#send({ type: 'skipped', bytes: log.storedSize, known: head === null });
        continue;
      }
      const { kind, fingerprint } = head;
      const next: Announced = { log, kind, fingerprint, answer: null };
      // A copy of a log before it must wait until that is read: only then is known how far.
      if (!waiting.some(({ fingerprint }) => fingerprint === next.fingerprint)) this.#announce(next);
      waiting.push(next);
      if (waiting.length > MOST_AHEAD) await this.#readNext(waiting);
    }
    while (waiting.length > 0) await this.#readNext(waiting);
    while (this.#batches.length > 0) await this.#room();
    this.#send({ type: 'done' });
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#roomAgain = resolve;
    });
  }

  /** Recognises a log; says why when it is none of ours. */
  async #lookInto(log: LogInput): Promise<LogHead | NoHead> {
    try {
      const head = await this.#heads.of(log, isFinished(log));
      if (head === null)
        return { problem: 'has a header, but no record yet', serious: false, passing: false };
      if ('fingerprint' in head) return head;
      const serious = !head.foreign && /\.log(?:\.gz)?$/i.test(log.name);
      return { problem: head.reason, serious, passing: false };
    } catch (error) {
      return { problem: messageOf(error), serious: true, passing: true };
    }
  }

  /** Asks the writer how far the log has been read; the answer is waited for when its turn comes. */
  #announce(announced: Announced): Promise<Resume> {
    const { log, kind, fingerprint } = announced;
    const answer = new Promise<Resume>((resolve) => this.#answers.push(resolve));
    announced.answer = answer;
    this.#send({
      type: 'found',
      log: {
        path: log.path,
        kind,
        fingerprint,
        size: log.size,
        storedSize: log.storedSize,
        modifiedMs: log.modifiedMs,
        serverOfPath: serverFromPath(log.path),
      },
    });
    return answer;
  }

  async #readNext(waiting: Announced[]): Promise<void> {
    const next = waiting.shift();
    if (next === undefined) return;
    const { log, kind } = next;
    const resume = await (next.answer ?? this.#announce(next));
    const { source, progress } = resume;
    this.#send({ type: 'begin', source });
    try {
      const unfinished = await this.#read(log, kind, progress);
      this.#send({ type: 'finished', unfinished, problem: null, passing: false });
    } catch (error) {
      const passing = !(error instanceof RewrittenError);
      this.#send({ type: 'finished', unfinished: 0, problem: messageOf(error), passing });
    }
  }

  /** @returns bytes of a last line whose end is not there yet */
  async #read(log: LogInput, kind: Kind, progress: Resume['progress']): Promise<number> {
    const offset = progress?.offset ?? 0;
    const known = Math.min(offset, TAIL_BYTES);
    const resumed = progress === null ? undefined : { kind, header: progress.header, state: progress.state };
    const interpreter = new Interpreter(log.name, this.#encoders, this.#shared, resumed);
    const splitter = new LineSplitter(interpreter, offset, this.#options.lineLimit);
    const tail = new Tail();
    let toCheck = known;
    let unsent = 0;
    for await (const read of await log.open(offset - known)) {
      let chunk = read;
      if (toCheck > 0) {
        const before = chunk.subarray(0, toCheck);
        tail.push(before);
        toCheck -= before.length;
        chunk = chunk.subarray(before.length);
        if (toCheck === 0 && progress?.tailHash !== '' && tail.hash(0) !== progress?.tailHash) {
          throw new RewrittenError(offset);
        }
        if (chunk.length === 0) continue;
      }
      tail.push(chunk);
      splitter.push(chunk);
      unsent += chunk.length;
      if (unsent < BATCH_BYTES) continue;
      await this.#sendBatch(interpreter, splitter, tail, unsent);
      unsent = 0;
    }
    if (unsent > 0) await this.#sendBatch(interpreter, splitter, tail, unsent);
    // Shorter than what was read before: an older copy of the same log, with nothing new in it.
    if (toCheck > 0) return 0;
    await this.#readLastLine(log, interpreter, splitter, tail);
    return splitter.pending;
  }

  /** A last line without its end counts only where nothing can follow it. */
  async #readLastLine(
    log: LogInput,
    interpreter: Interpreter,
    splitter: LineSplitter,
    tail: Tail,
  ): Promise<void> {
    if (!isFinished(log)) return;
    if (splitter.pending > 0) {
      // Half a line stays unread, and in sight: the rest of it may be in another copy of the log.
      if (!interpreter.isWholeRow(splitter.pendingText)) return;
      const end = Buffer.from('\n');
      splitter.push(end);
      // The line end is not in the file: the offset stays the file's.
      interpreter.end();
      await this.#sendBatch(interpreter, splitter, tail, 0, -1);
      return;
    }
    interpreter.end();
    await this.#sendBatch(interpreter, splitter, tail, 0);
  }

  /** @param bytes of the log that are new in it @param correction of the offset that it reaches */
  async #sendBatch(
    interpreter: Interpreter,
    splitter: LineSplitter,
    tail: Tail,
    bytes: number,
    correction = 0,
  ): Promise<void> {
    const batch = interpreter.takeBatch();
    // A line that is longer than a chunk: nothing to store yet.
    const nothing = batch.count + batch.headers.length + batch.rejected.length === 0;
    if (nothing && splitter.pending > 0) return;
    const reached = splitter.offset + correction;
    batch.offset = Math.min(reached, interpreter.openRecord ?? reached);
    batch.tailHash = tail.hash(splitter.pending + (reached - batch.offset));
    this.#send({ type: 'batch', batch });
    this.#batches.push(bytes);
    this.#underWay += bytes;
    while (this.#underWay >= MOST_UNDER_WAY) await this.#room();
  }
}

/** The same logs with the newest day first, each day in its order; what has no day in its name comes last. */
function byDayFromNewest(logs: LogInput[]): LogInput[] {
  const days = Map.groupBy(logs, ({ name }) => parseLogFileName(name)?.date ?? '');
  return [...days].sort(([a], [b]) => (a < b ? 1 : -1)).flatMap(([, day]) => day);
}

const lookOf = ({ path, storedSize, modifiedMs }: FinishedLog): string =>
  `${storedSize} ${modifiedMs} ${path}`;

type Resume = Extract<ToDecoder, { type: 'resume' }>;

/** A log whose beginning is that of one that was read, but not what came after it. */
class RewrittenError extends Error {
  constructor(offset: number) {
    super(
      `the bytes before offset ${offset} are no longer those that were read: the log was rewritten in place`,
    );
  }
}

/** Why a file is not read. */
type NoHead = Omit<Extract<FromDecoder, { type: 'problem' }>, 'type' | 'path'>;

/** A log that is recognised and waits for its turn. */
interface Announced extends LogHead {
  log: LogInput;
  answer: Promise<Resume> | null;
}

/** Whether nothing will be added to a log any more. */
const isFinished = (log: LogInput): boolean =>
  log.container !== 'file' || Date.now() - log.modifiedMs > FINISHED_AFTER_MS;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The latest bytes of a stream, for the hash before an offset. */
class Tail {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  /** @param chunk is kept, not copied: a chunk belongs to its reader */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (
      let first = this.#chunks[0];
      first !== undefined && this.#bytes - first.length >= WINDOW_BYTES;
      first = this.#chunks[0]
    ) {
      this.#chunks.shift();
      this.#bytes -= first.length;
    }
  }

  /**
   * Hash of the bytes that end `back` bytes before the end of the stream so far. Empty (nothing to check) when they
   * are too far back: only a line of several megabytes does that.
   */
  hash(back: number): string {
    const end = this.#bytes - back;
    if (end < 0) return '';
    const hash = createHash('sha256');
    let at = 0;
    for (const chunk of this.#chunks) {
      const from = Math.max(0, end - TAIL_BYTES - at);
      if (from < chunk.length && at < end) hash.update(chunk.subarray(from, end - at));
      at += chunk.length;
    }
    return hash.digest('hex');
  }
}

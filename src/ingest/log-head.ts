import { createHash } from 'node:crypto';
import type { Kind } from '../formats/family.ts';
import { firstBytes } from '../input/first-bytes.ts';
import type { LogInput } from '../input/log-input.ts';
import type { Encoder } from './encode/encoder.ts';
import { makeEncoders } from './encode/encoders.ts';
import { SharedValues } from './encode/shared-values.ts';
import { Interpreter } from './interpreter.ts';
import { LineSplitter } from './lines.ts';

/** Bytes looked at at once: the first record mostly ends within them. */
const STEP = 16 * 1024;

/** What the beginning of a log tells. */
export interface LogHead {
  kind: Kind;
  fingerprint: string;
}

/** A head, and the bytes that tell it: a file of the same name that begins with them has the same head. */
interface ReadHead extends LogHead {
  /** Null where the first record lacks its line end. */
  bytes: Buffer | null;
}

/** Why a file is not read. `foreign`: it is a log, but of a kind that mapiscope does not read. */
export interface Unrecognised {
  reason: string;
  foreign: boolean;
}

/** Bytes within which a header and a first record must have come. */
const HEAD_LIMIT = 4 * 1024 * 1024;

/** Heads that are remembered: of the logs that are being written, not of a whole backlog. */
const MOST_KNOWN = 1_000;

/** Reads the heads of logs. A log that grows is looked at several times a second: its head is compared, not read anew. */
export class LogHeads {
  readonly #lineLimit: number;
  readonly #known = new Map<string, LogHead & { bytes: Buffer }>();

  /** @param lineLimit longest line in bytes */
  constructor(lineLimit: number) {
    this.#lineLimit = lineLimit;
  }

  /** See `readHead`. */
  async of(log: LogInput, finished: boolean): Promise<LogHead | Unrecognised | null> {
    const known = this.#known.get(log.path);
    if (known !== undefined) {
      const now = await firstBytes(await log.open(0), known.bytes.length);
      if (now.equals(known.bytes)) return known;
      this.#known.delete(log.path);
    }
    const head = await readHead(await log.open(0), log.name, this.#lineLimit, finished);
    if (head === null || 'reason' in head) return head;
    const { bytes } = head;
    if (log.container === 'file' && bytes !== null && bytes.length <= STEP) {
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      // A copy: what is kept must not hold the whole chunk.
      this.#known.set(log.path, { ...head, bytes: Buffer.from(bytes) });
    }
    return head;
  }
}

/**
 * Reads the beginning of a log until its first record is complete: recognises it by its header (else by that
 * record) and makes the fingerprint by which it is known again under any path. The preamble's `#Date` and the
 * record's GUID make two logs differ.
 * @param finished whether nothing will be added to the log any more
 * @returns null for a log that has a header but no record yet
 */
export async function readHead(
  chunks: AsyncIterable<Buffer>,
  fileName: string,
  lineLimit: number,
  finished: boolean,
): Promise<ReadHead | Unrecognised | null> {
  const shared = new SharedValues({ dictionary: 0, clientContext: 0, httpProxyShared: 0, mapiHttpShared: 0 });
  const interpreter = new Interpreter(
    fileName,
    // What it is does not depend on who caused it.
    makeEncoders({ shared, noise: () => null }) as Record<Encoder['family'], Encoder>,
    shared,
  );
  const read: Buffer[] = [];
  let bytes = 0;
  let firstRecordEnd = -1;
  let isEnded = true;
  let rejected = 0;
  const splitter = new LineSplitter(
    {
      line(text, offset, next, valid) {
        if (firstRecordEnd >= 0) return;
        interpreter.line(text, offset, next, valid);
        const batch = interpreter.takeBatch();
        rejected += batch.rejected.length;
        if (batch.count > 0) firstRecordEnd = next;
      },
      tooLong: () => rejected++,
    },
    0,
    lineLimit,
  );
  for await (const chunk of chunks) {
    read.push(chunk);
    bytes += chunk.length;
    for (let at = 0; at < chunk.length && firstRecordEnd < 0; at += STEP)
      splitter.push(chunk.subarray(at, at + STEP));
    const hopeless = interpreter.kind === null && rejected > 0;
    if (firstRecordEnd >= 0 || hopeless || bytes >= HEAD_LIMIT) break;
  }
  // The only line of a log that nothing is added to any more may lack its end; of another it may be half a line.
  if (finished && firstRecordEnd < 0 && splitter.pending > 0 && bytes < HEAD_LIMIT) {
    const text = splitter.pendingText;
    interpreter.line(text, splitter.offset, bytes, true);
    if (interpreter.takeBatch().count > 0 && interpreter.isWholeRow(text)) firstRecordEnd = bytes;
    isEnded = false;
  }
  if (interpreter.kind === null) return unrecognised(interpreter.logType, bytes);
  if (firstRecordEnd < 0) return null;
  const head = Buffer.concat(read).subarray(0, firstRecordEnd);
  const hash = createHash('sha256');
  // Without its line end, which may come later.
  hash.update(withoutLineEnd(head));
  return { kind: interpreter.kind, fingerprint: hash.digest('hex'), bytes: isEnded ? head : null };
}

function withoutLineEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--;
  return bytes.subarray(0, end);
}

function unrecognised(logType: string | null, bytes: number): Unrecognised {
  if (bytes === 0) return { reason: 'empty', foreign: true };
  if (logType !== null) return { reason: `a log of another kind (${logType.slice(0, 80)})`, foreign: true };
  return { reason: 'no header, and its first line fits no known layout', foreign: false };
}

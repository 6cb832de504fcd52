import { createHash } from 'node:crypto';
import type { KnownRecord } from './lines.ts';

/** A file as a read finds it, decompressed. */
export interface VisibleFile {
  path: string;
  bytes: Buffer;
}

/** A record and where it stands. */
export interface PlacedRecord extends KnownRecord {
  offset: number;
}

/** A line that could not be read as a record. */
export interface RejectedText {
  offset: number;
  text: string;
}

/** What the database must say of one log. */
export interface ExpectedSource {
  offset: number;
  records: PlacedRecord[];
  rejected: RejectedText[];
  /** The bytes before the offset are no longer those that were read. */
  rewritten: boolean;
}

/** What one read must bring. */
export interface ExpectedNews {
  records: number;
  rejected: number;
}

type Find = (text: string) => KnownRecord | undefined;

/** Bytes before the offset that are compared before a log is read on. */
const COMPARED = 1024;
const LF = 10;
const CR = 13;

/**
 * What must be in the database, worked out from the bytes that each read finds and from nothing else: every whole
 * line that was there at a read, once a log, and none that was gone before a read came.
 *
 * Known limit: a log that is cut below the offset reached, keeps its beginning (preamble and first record) and is
 * written on differently is still the same log. It is reported as rewritten in place (`source.state` is `failed`)
 * once it is longer than the offset, and nothing more is read of it; before that it looks like an older copy.
 */
export class Model {
  readonly sources = new Map<string, ExpectedSource & { content: Buffer }>();
  readonly #find: Find;

  constructor(find: Find) {
    this.#find = find;
  }

  read(files: readonly VisibleFile[]): ExpectedNews {
    const news: ExpectedNews = { records: 0, rejected: 0 };
    for (const { bytes } of files) {
      const fingerprint = fingerprintOf(bytes, this.#find);
      if (fingerprint === null) continue;
      const source = this.sources.get(fingerprint) ?? {
        offset: 0,
        records: [],
        rejected: [],
        rewritten: false,
        content: Buffer.alloc(0),
      };
      this.sources.set(fingerprint, source);
      const { offset, content } = source;
      if (bytes.length < offset) continue;
      const from = Math.max(0, offset - COMPARED);
      source.rewritten = !bytes.subarray(from, offset).equals(content.subarray(from, offset));
      if (source.rewritten) continue;
      const found = understand(bytes, offset, this.#find);
      source.records.push(...found.records);
      source.rejected.push(...found.rejected);
      source.offset = found.offset;
      source.content = bytes.subarray(0, found.offset);
      news.records += found.records.length;
      news.rejected += found.rejected.length;
    }
    return news;
  }

  /**
   * Takes the offset that is in the database when only lines without a word (empty ones, `#`) are between it and the
   * expected one: before a torn line they are left for the next read.
   */
  settle(fingerprint: string, offset: number): void {
    const source = this.sources.get(fingerprint);
    if (source === undefined || offset >= source.offset) return;
    const between = source.content.toString('utf8', offset).split(/\r?\n/);
    if (!between.every((line) => line === '' || line.startsWith('#'))) return;
    source.offset = offset;
    source.content = source.content.subarray(0, offset);
  }
}

/** SHA-256 of everything up to the end of the first whole record; null where there is none. */
export function fingerprintOf(bytes: Buffer, find: Find): string | null {
  const { firstEnd } = understand(bytes, 0, find);
  if (firstEnd === null) return null;
  // Without its line end: that may come later.
  const text = bytes.toString('latin1', 0, firstEnd).replace(/[\r\n]+$/, '');
  return createHash('sha256').update(Buffer.from(text, 'latin1')).digest('hex');
}

/** The whole lines of a log from an offset on, by what was written. */
export function understand(bytes: Buffer, from: number, find: Find) {
  const records: PlacedRecord[] = [];
  const rejected: RejectedText[] = [];
  let firstEnd: number | null = null;
  let open: RejectedText | null = null;
  let next = from;
  const take = (text: string, offset: number): void => {
    const known = find(text);
    if (known === undefined) rejected.push({ offset, text });
    else {
      records.push({ ...known, offset });
      firstEnd ??= next;
    }
  };
  for (let end = bytes.indexOf(LF, from); end >= 0; end = bytes.indexOf(LF, next)) {
    const offset = next;
    next = end + 1;
    const text = bytes.toString('utf8', offset, end > offset && bytes[end - 1] === CR ? end - 1 : end);
    const special = text.startsWith('#') || /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text);
    if (open !== null && special) {
      // A quote that is open when the next record begins was never meant to be one.
      rejected.push(open);
      open = null;
    }
    if (open !== null) {
      open = { offset: open.offset, text: `${open.text}\n${text}` };
      if (!oddQuotes(text)) continue;
      take(open.text, open.offset);
      open = null;
    } else if (text === '' || text.startsWith('#') || text.startsWith('DateTime,')) continue;
    else if (oddQuotes(text)) open = { offset, text };
    else take(text, offset);
  }
  return { records, rejected, firstEnd, offset: open?.offset ?? next };
}

const oddQuotes = (text: string): boolean => text.split('"').length % 2 === 0;

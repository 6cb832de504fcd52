import { isAscii, isUtf8 } from 'node:buffer';

/** One line of a log: its text without the line end, where it starts and where the next one starts (bytes). */
export interface LineSink {
  line(text: string, offset: number, next: number, validUtf8: boolean): void;
  /** A line longer than the limit; `head` is its beginning. */
  tooLong(head: string, offset: number, next: number): void;
}

const LF = 10;
const CR = 13;
/** Bytes kept of a line that is over the limit. */
const HEAD_BYTES = 4096;

/**
 * Cuts a stream of bytes into lines. Only whole lines are given out: what follows the last line end waits for more
 * bytes. Offsets are bytes of the file, so that a record can be found again by them.
 */
export class LineSplitter {
  readonly #sink: LineSink;
  readonly #limit: number;
  /** Bytes of a line whose end has not come yet. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Set while the line being read is already over the limit. */
  #dropped = 0;
  #offset: number;

  /** @param offset where the first byte stands in the file @param limit longest line in bytes */
  constructor(sink: LineSink, offset: number, limit: number) {
    this.#sink = sink;
    this.#offset = offset;
    this.#limit = limit;
  }

  /** Start of the first byte that has not been given out as part of a line. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes of the unfinished last line. */
  get pending(): number {
    return this.#restBytes + this.#dropped;
  }

  /** The text of the unfinished last line; for the end of a log that will not grow. */
  get pendingText(): string {
    return Buffer.concat(this.#rest).toString('utf8');
  }

  push(chunk: Buffer): void {
    let from = 0;
    if (this.pending > 0) {
      const end = chunk.indexOf(LF);
      if (end < 0) {
        this.#keep(chunk);
        return;
      }
      this.#keep(chunk.subarray(0, end + 1));
      this.#finishRest();
      from = end + 1;
    }
    const last = chunk.lastIndexOf(LF);
    if (last >= from) {
      const whole = from === 0 && last + 1 === chunk.length ? chunk : chunk.subarray(from, last + 1);
      if (isAscii(whole)) this.#ascii(whole);
      else this.#bytes(whole);
      from = last + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** One byte is one character: the whole block becomes one string, and lines are slices of it. */
  #ascii(block: Buffer): void {
    const text = block.toString('latin1');
    const base = this.#offset;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const stop = end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
      this.#offset = base + end + 1;
      if (end - start > this.#limit)
        this.#sink.tooLong(text.slice(start, start + HEAD_BYTES), base + start, this.#offset);
      else this.#sink.line(text.slice(start, stop), base + start, this.#offset, true);
      start = end + 1;
    }
  }

  #bytes(block: Buffer): void {
    let start = 0;
    for (let end = block.indexOf(LF); end >= 0; end = block.indexOf(LF, start)) {
      this.#line(block.subarray(start, end + 1));
      start = end + 1;
    }
  }

  /** @param bytes one line with its LF */
  #line(bytes: Buffer): void {
    const offset = this.#offset;
    this.#offset += bytes.length;
    if (bytes.length > this.#limit) {
      this.#sink.tooLong(bytes.toString('utf8', 0, HEAD_BYTES), offset, this.#offset);
      return;
    }
    const stop = bytes.length > 1 && bytes[bytes.length - 2] === CR ? bytes.length - 2 : bytes.length - 1;
    const content = bytes.subarray(0, stop);
    this.#sink.line(content.toString('utf8'), offset, this.#offset, isUtf8(content));
  }

  #keep(bytes: Buffer): void {
    if (this.#dropped > 0 || this.#restBytes + bytes.length > this.#limit + HEAD_BYTES) {
      this.#dropped += bytes.length;
      return;
    }
    // A copy: the caller may use its buffer again.
    this.#rest.push(Buffer.from(bytes));
    this.#restBytes += bytes.length;
  }

  #finishRest(): void {
    const line =
      this.#rest.length === 1 && this.#rest[0] !== undefined ? this.#rest[0] : Buffer.concat(this.#rest);
    const dropped = this.#dropped;
    this.#rest = [];
    this.#restBytes = 0;
    this.#dropped = 0;
    if (dropped === 0) {
      this.#line(line);
      return;
    }
    const offset = this.#offset;
    this.#offset += line.length + dropped;
    this.#sink.tooLong(line.toString('utf8', 0, HEAD_BYTES), offset, this.#offset);
  }
}

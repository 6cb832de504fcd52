import type { Family, Kind } from '../formats/family.ts';
import { familyOfColumns, fits, kindOf, layoutOfWidth, recogniseRow } from '../formats/recognise.ts';
import { parseTimestamp } from '../formats/values/timestamp.ts';
import type { Batch, Header, ReaderState } from './batch.ts';
import type { Encoder } from './encode/encoder.ts';
import type { SharedValues } from './encode/shared-values.ts';
import type { LineSink } from './lines.ts';
import { Row } from './row.ts';

/** Longest text kept of a rejected line, in characters. */
const KEPT = 16_384;
/** A quoted field that spans lines is put together from at most this many lines and characters. */
const MOST_JOINED_LINES = 200;
const MOST_JOINED_LENGTH = 1024 * 1024;

const RECORD_START = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The beginning of a rejected line; line ends and everything else in it stay as they are. */
const kept = (text: string): string => (text.length > KEPT ? text.slice(0, KEPT) : text);

function oddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** Where a log stands when it is read on: its kind and the header in force. */
export interface Resumed {
  kind: Kind;
  header: Header;
  state: ReaderState;
}

/**
 * Understands the lines of one log: binds columns at every header row, wherever it stands, and turns records into
 * rows. A line that can't be read is kept with its offset and the reason, and the rest goes on.
 */
export class Interpreter implements LineSink {
  readonly #fileName: string;
  readonly #encoders: Record<Family['id'], Encoder>;
  readonly #shared: SharedValues;
  readonly #row = new Row();
  #family: Family | null = null;
  #encoder: Encoder | null = null;
  #columns: readonly string[] = [];
  #unknown: [index: number, name: string][] = [];
  #timeAt = -1;
  /** Columns that the encoder is bound to; differs from `#columns` after a row of another layout. */
  #bound: readonly string[] = [];
  #state: ReaderState = { version: null, logType: null, foreign: false, fresh: false, server: null };
  #lastHeader: Header | null = null;
  #kind: Kind | null = null;
  #joined: { lines: string[]; length: number; offset: number; validUtf8: boolean } | null = null;
  #batch: Batch = emptyBatch();

  constructor(
    fileName: string,
    encoders: Record<Family['id'], Encoder>,
    shared: SharedValues,
    resumed?: Resumed,
  ) {
    this.#fileName = fileName;
    this.#encoders = encoders;
    this.#shared = shared;
    if (resumed === undefined) return;
    this.#state = { ...resumed.state };
    this.#lastHeader = resumed.header;
    this.#bindColumns(resumed.header.columns);
    this.#kind = resumed.kind;
  }

  /** What the log is; null while neither a header nor a row has told. */
  get kind(): Kind | null {
    return this.#kind;
  }

  /** `#Log-type:` of the preamble, for naming a log of another kind. */
  get logType(): string | null {
    return this.#state.logType;
  }

  /** Start of a quoted record whose end has not been read; bytes from here on must be read again. */
  get openRecord(): number | null {
    return this.#joined?.offset ?? null;
  }

  /** What was read since the last call, without offset and hash. */
  takeBatch(): Batch {
    const batch = this.#batch;
    batch.shared = this.#shared.takeNew();
    batch.state = { ...this.#state };
    this.#batch = emptyBatch();
    return batch;
  }

  line(text: string, offset: number, _next: number, validUtf8: boolean): void {
    const line = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    if (this.#joined !== null && this.#join(line, validUtf8)) return;
    if (line === '') return;
    if (line.charCodeAt(0) === 35 /* # */) this.#preamble(line, offset);
    else if (this.#isHeaderRow(line)) this.#header(line.split(','), offset, false);
    else if (line.includes('"') && oddQuotes(line))
      this.#joined = { lines: [line], length: line.length, offset, validUtf8 };
    else this.#record(line, offset, validUtf8);
  }

  tooLong(head: string, offset: number): void {
    this.#flushJoined('quote is never closed');
    this.#reject(offset, 'longer than the line limit; only its beginning is kept', head);
  }

  /** Whether a line has as many fields as the header: a last line without its end may be half a line. */
  isWholeRow(text: string): boolean {
    return this.#row.split(text) === null && this.#row.count === this.#columns.length;
  }

  /** The log ends here for now: a record with an open quote will not be finished. */
  end(): void {
    this.#flushJoined('quote is never closed');
  }

  /** Adds a line to a record whose quotes are open. @returns whether the line was taken */
  #join(line: string, validUtf8: boolean): boolean {
    const joined = this.#joined;
    if (joined === null) return false;
    // A line that begins like a record is one: the quote before it was never meant to be open.
    const full = joined.lines.length >= MOST_JOINED_LINES || joined.length + line.length > MOST_JOINED_LENGTH;
    if (full || RECORD_START.test(line) || line.startsWith('#')) {
      this.#flushJoined('quote is never closed');
      return false;
    }
    joined.lines.push(line);
    joined.length += line.length;
    joined.validUtf8 &&= validUtf8;
    // The quotes were odd so far: with an odd number more they match.
    if (oddQuotes(line)) {
      this.#joined = null;
      this.#record(joined.lines.join('\n'), joined.offset, joined.validUtf8);
    }
    return true;
  }

  #flushJoined(reason: string): void {
    if (this.#joined === null) return;
    this.#reject(this.#joined.offset, reason, this.#joined.lines.join('\n'));
    this.#joined = null;
  }

  #preamble(line: string, offset: number): void {
    const value = (name: string): string | null =>
      line.slice(0, name.length).toLowerCase() === name ? line.slice(name.length).trim() : null;
    const version = value('#version:');
    if (version !== null) this.#state.version = version;
    const logType = value('#log-type:');
    if (logType !== null) this.#state.logType = logType;
    const fields = value('#fields:');
    if (fields !== null) this.#header(fields.split(','), offset, false);
  }

  /** The bare header row that CSV-compatible logs begin with. */
  #isHeaderRow(line: string): boolean {
    const start = line.slice(0, 10).toLowerCase();
    return start.startsWith('datetime,') || start.startsWith('date-time,');
  }

  #header(names: string[], offset: number, guessed: boolean): void {
    const columns = names.map((name) => name.trim());
    const same =
      columns.length === this.#columns.length && columns.every((name, i) => name === this.#columns[i]);
    const family = familyOfColumns(columns);
    this.#state.foreign = family === null || (this.#family !== null && family !== this.#family);
    if (this.#state.foreign) return;
    if (!same) this.#bindColumns(columns);
    if (family !== null)
      this.#kind = kindOf(family, { logType: this.#state.logType, fileName: this.#fileName });
    // The bare row and #Fields of one preamble say the same: one header, with the #Version that stood between them.
    const again = same && this.#state.fresh && this.#lastHeader !== null;
    const header: Header = {
      offset: again ? (this.#lastHeader?.offset ?? offset) : offset,
      version: this.#state.version,
      columns,
      unknown: this.#unknown.map(([, name]) => name),
      guessed,
    };
    if (again && this.#batch.headers.at(-1) === this.#lastHeader) this.#batch.headers.pop();
    this.#batch.headers.push(header);
    this.#lastHeader = header;
    this.#state.fresh = true;
  }

  #bindColumns(columns: readonly string[]): void {
    const family = familyOfColumns(columns);
    if (family === null) return;
    this.#family = family;
    this.#encoder = this.#encoders[family.id];
    this.#columns = columns;
    const known = new Set(family.columns.map((name) => name.toLowerCase()));
    this.#unknown = columns.flatMap((name, i): [number, string][] =>
      known.has(name.toLowerCase()) ? [] : [[i, name]],
    );
    this.#bind(columns);
  }

  #bind(columns: readonly string[]): void {
    if (this.#encoder === null || this.#family === null) return;
    const places = new Map(columns.map((name, i) => [name.toLowerCase(), i]));
    this.#timeAt = places.get(this.#family.timeColumn.toLowerCase()) ?? -1;
    this.#encoder.bind((column) => places.get(column.toLowerCase()) ?? -1);
    this.#bound = columns;
  }

  #record(text: string, offset: number, validUtf8: boolean): void {
    this.#state.fresh = false;
    if (this.#state.foreign) {
      this.#reject(offset, 'stands under a header of another kind of log', text);
      return;
    }
    // What a power failure leaves at the end of a file; no text function of SQLite reads past one.
    if (text.includes('\0')) {
      this.#reject(offset, 'has NUL bytes', text);
      return;
    }
    const row = this.#row;
    const unsplit = row.split(text);
    if (unsplit !== null) {
      this.#reject(offset, unsplit, text);
      return;
    }
    if (this.#encoder === null && !this.#guess(offset)) {
      this.#reject(offset, 'no header before it, and it fits no known layout', text);
      return;
    }
    const warning = this.#fitWidth();
    if (warning === false) {
      this.#reject(offset, `${row.count} fields where the header names ${this.#columns.length}`, text);
      return;
    }
    const time = row.get(this.#timeAt);
    const atMs = time === '' ? null : parseTimestamp(time);
    if (atMs !== null && Number.isNaN(atMs)) {
      this.#reject(offset, `${this.#family?.timeColumn} is not a time stamp`, text);
      return;
    }
    this.#accept(row, offset, atMs, warning, validUtf8);
  }

  #accept(row: Row, offset: number, atMs: number | null, warning: string | null, validUtf8: boolean): void {
    const encoder = this.#encoder;
    if (encoder === null) return;
    const batch = this.#batch;
    const index = batch.count++;
    encoder.encode(row, offset, atMs, batch.records, batch.measures);
    this.#state.server ??= encoder.serverOf(row);
    if (atMs === null) batch.warnings.push([index, 'has no time stamp']);
    else {
      if (batch.firstMs === null || atMs < batch.firstMs) batch.firstMs = atMs;
      if (batch.lastMs === null || atMs > batch.lastMs) batch.lastMs = atMs;
    }
    if (warning !== null) batch.warnings.push([index, warning]);
    if (!validUtf8) batch.warnings.push([index, 'has bytes that are not UTF-8']);
    if (this.#unknown.length > 0 || row.count > this.#bound.length) this.#extras(row, index);
  }

  #extras(row: Row, index: number): void {
    const extra: Record<string, string> = {};
    if (this.#bound === this.#columns) {
      for (const [at, name] of this.#unknown) if (!row.isEmpty(at)) extra[name] = row.get(at);
    }
    for (let at = this.#bound.length; at < row.count; at++)
      if (!row.isEmpty(at)) extra[`column ${at + 1}`] = row.get(at);
    if (Object.keys(extra).length > 0) this.#batch.extras.push([index, JSON.stringify(extra)]);
  }

  /** Takes the first row of a log without a header for what it is. */
  #guess(offset: number): boolean {
    const found = recogniseRow(this.#row.values());
    if (found === null) return false;
    this.#header([...found.layout.columns], offset, true);
    return true;
  }

  /**
   * Makes the bound columns fit a row of another width: a known layout of that width (an update in mid-file adds
   * columns under an old header), else the header's own if the values are where it says (a row cut short).
   * @returns a warning, null for nothing to say, false when the row fits neither
   */
  #fitWidth(): string | null | false {
    const { count } = this.#row;
    if (count === this.#columns.length) {
      if (this.#bound !== this.#columns) this.#bind(this.#columns);
      return null;
    }
    const family = this.#family;
    if (family === null) return false;
    const values = this.#row.values();
    const layout = layoutOfWidth(family, values);
    if (layout !== null) {
      if (this.#bound !== layout.columns) this.#bind(layout.columns);
      return `has ${count} fields under a header of ${this.#columns.length}: read as ${layout.id}`;
    }
    if (!fits(family, this.#columns, values)) return false;
    if (this.#bound !== this.#columns) this.#bind(this.#columns);
    return `has ${count} fields under a header of ${this.#columns.length}`;
  }

  #reject(offset: number, reason: string, text: string): void {
    this.#batch.rejected.push({ offset, reason, text: kept(text) });
  }
}

function emptyBatch(): Batch {
  return {
    shared: {},
    records: [],
    measures: [],
    count: 0,
    headers: [],
    rejected: [],
    warnings: [],
    extras: [],
    offset: 0,
    tailHash: '',
    firstMs: null,
    lastMs: null,
    state: { version: null, logType: null, foreign: false, fresh: false, server: null },
  };
}

import { columnsOf, crlf, frontRow, preamble, row, type Values } from '../support/logs.ts';

/** What the database must say of a record. */
export interface KnownRecord {
  n: number;
  user: string;
}

/** The column lists that a log may have, in one file also one after another. */
const newest = columnsOf('http_proxy');
export const columnLists: readonly (readonly string[])[] = [
  newest,
  // Exchange 2016: four columns fewer.
  newest.slice(0, newest.indexOf('EdgeTraceId') + 1),
  // As wide as the newest: under the wrong header the numbers come out wrong.
  swapped('RequestBytes', 'ResponseBytes'),
  [...newest, 'ColumnOfTomorrow'],
];

function swapped(one: string, other: string): string[] {
  return newest.map((name) => (name === one ? other : name === other ? one : name));
}

/** Forms of a record: the bytes are what differs. */
export const recordForms = ['plain', 'utf-8', 'quoted', 'lines', 'long', 'lf', 'wider'] as const;
export type RecordForm = (typeof recordForms)[number];

/** Lines that are no records. */
export const garbageForms = ['text', 'short', 'nul', 'quotes', 'open quote', 'not utf-8', 'empty'] as const;
export type GarbageForm = (typeof garbageForms)[number];

const changesOf: Record<RecordForm, Values> = {
  plain: {},
  'utf-8': { AuthenticatedUser: 'CONTOSO\\zoë.кузнецов.李', UrlQuery: '?€=😀😀😀', GenericErrors: 'ÄÖÜ—ﬁn' },
  quoted: { GenericErrors: 'a "quoted" text, with commas,' },
  lines: { GenericErrors: 'an "exception"\n  at First, line\n\n  at Zürich' },
  // More than the bytes that are hashed before an offset.
  long: { GenericErrors: `E=${'0123456789abcdef'.repeat(150)}` },
  lf: {},
  wider: {},
};

const HOUR_MS = 3_600_000;
const FIRST_HOUR_MS = Date.parse('2000-01-01T00:12:44.031Z');

/**
 * Writes records and remembers what each of them is; numbers are never used twice. Each run has an hour of its own and a
 * session of its own: what is made of its records does not cost more with every run before.
 */
export class RecordWriter {
  readonly #known = new Map<string, KnownRecord>();
  #last = 100_000;
  #run = 0;

  /** What a whole line is, without its end; undefined for one that is no record. */
  find(text: string): KnownRecord | undefined {
    return this.#known.get(text);
  }

  /** A new record under these columns, with its line end. */
  record(form: RecordForm, columns: readonly string[]): Buffer {
    const n = ++this.#last;
    const values = frontRow(n, {
      DateTime: new Date(FIRST_HOUR_MS + this.#run * HOUR_MS).toISOString(),
      ClientRequestId: `R:{AAAAAAAA-0000-4000-8000-${String(this.#run).padStart(12, '0')}}:${n};RT:Execute;CI:{BBBBBBBB-0000-4000-8000-000000000001}:7;CID:{BBBBBBBB-0000-4000-8000-000000000001}`,
      RequestBytes: n,
      ...changesOf[form],
    });
    // After an update in mid-file rows are wider than the header says.
    const written = form === 'wider' && columns === columnLists[1] ? newest : columns;
    const fitting = Object.fromEntries(Object.entries(values).filter(([name]) => written.includes(name)));
    const text = row(written, fitting);
    this.#known.set(text, { n, user: String(values['AuthenticatedUser']) });
    return Buffer.from(text + (form === 'lf' ? '\n' : '\r\n'));
  }

  /** Records of earlier runs are not asked for any more. */
  forget(): void {
    this.#known.clear();
    this.#run++;
  }
}

export function garbage(form: GarbageForm): Buffer {
  switch (form) {
    case 'text':
      return Buffer.from('the disk was full — and then it was not\r\n');
    case 'short':
      return Buffer.from('2026-03-04T09:12:44.031Z,00000000-0000-4000-8000\r\n');
    case 'nul':
      return Buffer.from(`${'\0'.repeat(40)}\n`);
    case 'quotes':
      return Buffer.from('2026-03-04T09:12:44.031Z,"a"b,"c"\r\n');
    case 'open quote':
      return Buffer.from('2026-03-04T09:12:44.031Z,"never closed,x\r\n');
    case 'not utf-8':
      return Buffer.from([0xff, 0xfe, 0x41, 0xc3, 0x0d, 0x0a]);
    case 'empty':
      return Buffer.from('\r\n');
  }
}

/** The lines that a log begins with. */
export const headerLines = (columns: readonly string[]): Buffer =>
  Buffer.from(crlf(preamble('http_proxy', columns)));

/** The beginning of a log of another kind, with a row of it: not ours, wherever it stands. */
export const foreignLines = (): Buffer =>
  Buffer.from(crlf(['#Log-type: Transport Log', '#Fields: date-time,event-id,source', '2026-03-04,SEND,x']));

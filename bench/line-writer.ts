import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { backRow, columnsOf, crlf, frontRow, preamble, row } from '../test/support/logs.ts';

const CONTEXTS = 500;

interface OpenLog {
  family: 'http_proxy' | 'mapi_http';
  folder: string;
  handle: number;
  lines: number;
  number: number;
}

/** What a context's records add up to: tells whether each is there once. */
export interface Sums {
  count: number;
  sum: number;
  squares: number;
}

const FAMILIES = {
  http_proxy: { folder: path.join('HttpProxy', 'Mapi'), prefix: 'HttpProxy', row: frontRow },
  mapi_http: { folder: path.join('MapiHttp', 'Mailbox'), prefix: 'MapiHttp', row: backRow },
} as const;

/**
 * Writes logs as several servers do at once: each record with one `write`, logs that roll by size. Record number n is
 * request n / CONTEXTS of context n % CONTEXTS.
 */
export class LineWriter {
  readonly #logs: OpenLog[];
  readonly #linesPerLog: number;
  #last = 0;

  /** @param families what each of the logs is @param linesPerLog a log is followed by the next one after so many */
  constructor(root: string, families: readonly OpenLog['family'][], linesPerLog = Number.POSITIVE_INFINITY) {
    this.#linesPerLog = linesPerLog;
    this.#logs = families.map((family, server) => {
      const folder = path.join(root, `EXCH${String(server + 1).padStart(2, '0')}`, FAMILIES[family].folder);
      mkdirSync(folder, { recursive: true });
      return open({ family, folder, handle: -1, lines: 0, number: 0 });
    });
  }

  /** Paths of the logs that were begun, of those that are written now. */
  get files(): string[] {
    return this.#logs.map(fileOf);
  }

  /** Logs that were begun since the start. */
  get rolled(): number {
    return this.#logs.reduce((sum, { number }) => sum + number, 0);
  }

  /** The number that is written next. */
  get next(): number {
    return this.#last;
  }

  /**
   * Writes one record into each log.
   * @param logsARequest so many logs after each other get the same number, as parts of one request
   * @returns the first number
   */
  write(logsARequest = 1): number {
    const first = this.#last;
    for (const [at, log] of this.#logs.entries()) {
      writeSync(log.handle, lineOf(log.family, first + Math.floor(at / logsARequest)));
      if (++log.lines >= this.#linesPerLog) open(log);
    }
    this.#last += this.#logs.length / logsARequest;
    return first;
  }

  close(): void {
    for (const { handle } of this.#logs) closeSync(handle);
  }
}

const fileOf = ({ family, folder, number }: OpenLog): string =>
  path.join(folder, `${FAMILIES[family].prefix}_2026030409-${number}.LOG`);

/** Begins the next log. */
function open(log: OpenLog): OpenLog {
  if (log.handle >= 0) closeSync(log.handle);
  log.number++;
  log.lines = 0;
  log.handle = openSync(fileOf(log), 'a');
  writeSync(log.handle, crlf(preamble(log.family)));
  return log;
}

const hex = (n: number): string => n.toString(16).padStart(12, '0');

function lineOf(family: OpenLog['family'], n: number): string {
  const context = hex(n % CONTEXTS);
  const counter = Math.floor(n / CONTEXTS) + 1;
  const client = `{BBBBBBBB-0000-4000-8000-${context}}`;
  const user = `user${n % CONTEXTS}`;
  const now = new Date().toISOString();
  const changes =
    family === 'http_proxy'
      ? {
          ClientRequestId: `R:{AAAAAAAA-0000-4000-8000-${context}}:${counter};RT:Execute;CI:${client}:7;CID:${client}`,
          AuthenticatedUser: `CONTOSO\\${user}`,
          ServerHostName: `EXCH0${1 + (n % 4)}`,
        }
      : {
          MapiRequestId: `{AAAAAAAA-0000-4000-8000-${context}}:${counter}`,
          MapiClientInfo: `${client}:7`,
          AuthenticatedUserEmail: `${user}@contoso.com`,
        };
  const values = FAMILIES[family].row(n, { DateTime: now, ...changes });
  return crlf([row(columnsOf(family), values)]);
}

/** The number of a record, by what the views say of it. */
export const numberOf = (context: string, counter: number): number =>
  (counter - 1) * CONTEXTS + Number.parseInt(context.replace(/[^0-9a-f]/gi, '').slice(-12), 16);

/** What the counters of all contexts add up to when records 0 to `last - 1` are there once each. */
export function expectedSums(last: number): Sums {
  const sums = { count: 0, sum: 0, squares: 0 };
  for (let n = 0; n < last; n++) {
    const counter = Math.floor(n / CONTEXTS) + 1;
    sums.count++;
    sums.sum += counter;
    sums.squares += (counter * counter) % 1_000_003;
  }
  return sums;
}

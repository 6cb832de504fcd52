import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { millisecondsInHour } from 'date-fns/constants';
import type { Kind } from '../formats/family.ts';
import { timeStamp } from './log-values.ts';

/** What the product writes into the head of a log file. */
export interface LogStyle {
  kind: Kind;
  prefix: string;
  logType: string;
  columns: readonly string[];
  /** The loggers with a bare header row and no byte order mark; the protocol loggers do the opposite. */
  bareHeader: boolean;
  version: string;
}

const ROLL_BYTES = 10 * 1024 * 1024;
const FLUSH_CHARS = 256 * 1024;

/** One log folder of one server: rolls each UTC hour and above 10 MB; keeps only a small buffer in memory. */
export class LogFolder {
  readonly kind: Kind;
  files = 0;
  lines = 0;
  bytes = 0;
  readonly #folder: string;
  readonly #style: LogStyle;
  readonly #rollBytes: number;
  #descriptor: number | undefined;
  #hour = Number.NaN;
  #instance = 1;
  #size = 0;
  #buffer = '';

  constructor(folder: string, style: LogStyle, rollBytes = ROLL_BYTES) {
    this.kind = style.kind;
    this.#folder = folder;
    this.#style = style;
    this.#rollBytes = rollBytes;
  }

  /** Adds a row written at this time of the server's clock. */
  append(at: number, row: string): void {
    const hour = Math.floor(at / millisecondsInHour);
    if (hour !== this.#hour) {
      this.#open(hour, 1, at);
    } else if (this.#size > this.#rollBytes) {
      this.#open(hour, this.#instance + 1, at);
    }
    this.#write(`${row}\r\n`);
    this.lines += 1;
  }

  close(): void {
    this.#flush();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(hour: number, instance: number, at: number): void {
    this.close();
    if (this.files === 0) mkdirSync(this.#folder, { recursive: true });
    const stamp = new Date(hour * millisecondsInHour).toISOString().slice(0, 13).replaceAll(/[-T]/g, '');
    this.#descriptor = openSync(
      path.join(this.#folder, `${this.#style.prefix}${stamp}-${instance}.LOG`),
      'w',
    );
    this.#hour = hour;
    this.#instance = instance;
    this.#size = 0;
    this.files += 1;
    this.#write(preamble(this.#style, at));
  }

  #write(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.#size += bytes;
    this.bytes += bytes;
    this.#buffer += text;
    if (this.#buffer.length > FLUSH_CHARS) this.#flush();
  }

  #flush(): void {
    if (this.#descriptor === undefined || this.#buffer === '') return;
    const bytes = Buffer.from(this.#buffer);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written);
    }
    this.#buffer = '';
  }
}

/** The lines before the first row, as one text. */
export function preamble(style: LogStyle, at: number): string {
  const names = style.columns.join(',');
  return [
    ...(style.bareHeader ? [names] : []),
    `${style.bareHeader ? '' : '\ufeff'}#Software: Microsoft Exchange${style.bareHeader ? ' Server' : ''}`,
    `#Version: ${style.version}`,
    `#Log-type: ${style.logType}`,
    `#Date: ${timeStamp(at)}`,
    `#Fields: ${names}`,
    '',
  ].join('\r\n');
}

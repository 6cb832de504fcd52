import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Action } from './actions.ts';
import {
  columnLists,
  foreignLines,
  garbage,
  headerLines,
  type RecordForm,
  type RecordWriter,
} from './lines.ts';
import { fingerprintOf, understand, type VisibleFile } from './model.ts';

/** Bytes of a file with a name of its own that are looked at for NUL bytes. */
const PROBED = 4096;

/**
 * Whether a `.gz` may be made of a log in the middle of a line. Known limit: the last line of a compressed log is
 * taken when it has all its fields, since nothing can follow it there; cut inside its last field, it is taken for
 * whole, and when the log itself goes on, the rest of that field is read as a line of its own.
 */
const TORN_GZ = process.env['MODEL_TORN_GZ'] === '1';

/** A log that somebody writes, and what he still has to write of a line. */
interface LiveLog {
  path: string;
  columns: readonly string[];
  rest: Buffer;
  hour: number;
  instance: number;
}

/** Does the actions on a real folder, as Exchange, administrators and their scripts do them. */
export class LogFolder {
  readonly folder: string;
  readonly #writer: RecordWriter;
  readonly #read: () => Promise<void>;
  #logs: LiveLog[] = [];
  #names = 0;
  #hour = 0;

  /** @param read reads the folder, for actions that are read in their middle */
  constructor(folder: string, writer: RecordWriter, read: () => Promise<void>) {
    this.folder = folder;
    this.#writer = writer;
    this.#read = read;
    mkdirSync(folder, { recursive: true });
    this.#newHour(0, ['plain'], 1000);
  }

  /**
   * Every file as a read finds it now. What has NUL bytes at its beginning is a log only when it is named like one:
   * under another name it is passed over as binary.
   */
  visible(): VisibleFile[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const stored = readFileSync(file);
        return { path: file, bytes: file.endsWith('.gz') ? gunzipSync(stored) : stored };
      })
      .filter(
        ({ path: file, bytes }) =>
          path.basename(file).startsWith('HttpProxy_') || !bytes.subarray(0, PROBED).includes(0),
      );
  }

  async act(action: Exclude<Action, { do: 'read' | 'restart' }>): Promise<void> {
    if (action.do === 'new hour') {
      this.#newHour(action.columns, action.records, action.cut);
      return;
    }
    const log = this.#logs[action.file % this.#logs.length];
    if (log === undefined) return;
    const { columns } = log;
    switch (action.do) {
      case 'append':
        this.#append(log, this.#records(action.records, columns));
        break;
      case 'append torn':
        this.#append(log, this.#records(action.records, columns), action.cut);
        break;
      case 'finish line':
        this.#append(log, Buffer.alloc(0));
        break;
      case 'garbage':
        this.#append(log, garbage(action.form), action.cut);
        break;
      case 'new header': {
        log.columns = columnLists[action.columns] ?? columns;
        const lines = headerLines(log.columns);
        this.#append(log, action.foreign ? Buffer.concat([foreignLines(), lines]) : lines, action.cut);
        break;
      }
      case 'roll by size': {
        const instance = Math.max(...this.#logs.map((it) => (it.hour === log.hour ? it.instance : 0))) + 1;
        this.#make(log.hour, instance, columns, this.#records(action.records, columns));
        break;
      }
      case 'rename':
        this.#rename(log, action.to);
        break;
      case 'delete':
        rmSync(log.path);
        this.#logs = this.#logs.filter((it) => it !== log);
        break;
      case 'delete and make anew':
        rmSync(log.path);
        log.rest = Buffer.alloc(0);
        writeFileSync(
          log.path,
          Buffer.concat([headerLines(columns), this.#records(action.records, columns)]),
        );
        break;
      case 'truncate':
        truncateSync(log.path, 0);
        log.rest = Buffer.alloc(0);
        if (action.readBetween) await this.#read();
        this.#append(log, Buffer.concat([headerLines(columns), this.#records(action.records, columns)]));
        break;
      case 'copy and truncate':
        this.#copy(log, 'log');
        truncateSync(log.path, 0);
        log.rest = Buffer.alloc(0);
        // Without a header the columns can only be those that are known.
        if (action.header) this.#append(log, headerLines(columns));
        else log.columns = columnLists[0] ?? columns;
        this.#append(log, this.#records(action.records, log.columns));
        break;
      case 'replace by a longer one':
        this.#replace(log);
        break;
      case 'cut lines off':
        this.#cutLinesOff(log, action.lines, action.records);
        break;
      case 'copy':
        this.#copy(log, action.as);
        break;
    }
  }

  #records(forms: readonly RecordForm[], columns: readonly string[]): Buffer {
    return Buffer.concat(forms.map((form) => this.#writer.record(form, columns)));
  }

  /** Writes what was left of the last write and then this, up to the cut. */
  #append(log: LiveLog, bytes: Buffer, cut = 1000): void {
    const written = Math.floor((bytes.length * cut) / 1000);
    appendFileSync(log.path, Buffer.concat([log.rest, bytes.subarray(0, written)]));
    log.rest = bytes.subarray(written);
  }

  #make(hour: number, instance: number, columns: readonly string[], records: Buffer, cut = 1000): void {
    const name = `HttpProxy_20260304${String(hour).padStart(2, '0')}-${instance}.LOG`;
    const log: LiveLog = {
      path: path.join(this.folder, name),
      columns,
      rest: Buffer.alloc(0),
      hour,
      instance,
    };
    this.#logs.push(log);
    this.#append(log, Buffer.concat([headerLines(columns), records]), cut);
  }

  #newHour(list: number, forms: readonly RecordForm[], cut: number): void {
    const columns = columnLists[list] ?? [];
    this.#make(this.#hour++, 1, columns, this.#records(forms, columns), cut);
  }

  #rename(log: LiveLog, to: 'other name' | 'other folder'): void {
    const number = ++this.#names;
    const target =
      to === 'other name'
        ? path.join(path.dirname(log.path), `renamed ${number}.log`)
        : path.join(this.folder, `moved ${number}`, path.basename(log.path));
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(log.path, target);
    log.path = target;
  }

  #replace(log: LiveLog): void {
    const size = readFileSync(log.path).length;
    const parts = [headerLines(log.columns)];
    for (let bytes = 0; bytes <= size; bytes += parts.at(-1)?.length ?? size + 1)
      parts.push(this.#writer.record('plain', log.columns));
    const other = path.join(path.dirname(this.folder), 'other.log');
    writeFileSync(other, Buffer.concat(parts));
    renameSync(other, log.path);
    log.rest = Buffer.alloc(0);
  }

  /** Not where a copy still has the lines: then it would depend on the names which of the two is believed. */
  #cutLinesOff(log: LiveLog, lines: number, forms: readonly RecordForm[]): void {
    const find = this.#writer.find.bind(this.#writer);
    const bytes = readFileSync(log.path);
    const fingerprint = fingerprintOf(bytes, find);
    const same = this.visible().filter((file) => fingerprintOf(file.bytes, find) === fingerprint);
    if (fingerprint === null || same.length > 1) return;
    const offsets = understand(bytes, 0, find).records.map(({ offset }) => offset);
    truncateSync(log.path, offsets.at(-lines) ?? 0);
    log.rest = Buffer.alloc(0);
    log.columns = columnsInForce(readFileSync(log.path));
    this.#append(log, this.#records(forms, log.columns));
  }

  #copy(log: LiveLog, as: 'log' | 'gz'): void {
    const number = ++this.#names;
    if (as === 'log') {
      copyFileSync(log.path, path.join(this.folder, `copy ${number}.log`));
      return;
    }
    const bytes = readFileSync(log.path);
    const { offset } = understand(bytes, 0, (text) => this.#writer.find(text));
    if (offset < bytes.length && !TORN_GZ) return;
    writeFileSync(path.join(this.folder, `copy ${number}.LOG.gz`), gzipSync(bytes));
  }
}

/** The columns that the last header of a log names; the newest where it has none. */
function columnsInForce(bytes: Buffer): readonly string[] {
  const names = bytes
    .toString('utf8')
    .match(/^#Fields: .*$/gm)
    ?.at(-1)
    ?.slice('#Fields: '.length);
  return columnLists.find((list) => list.join(',') === names?.trimEnd()) ?? columnLists[0] ?? [];
}

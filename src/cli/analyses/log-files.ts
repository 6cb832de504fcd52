import { printable } from '../text.ts';
import { type Row, textOf } from './cells.ts';

/** Gives each log a number, so that a line has room for where its records stand. */
export class LogFiles {
  readonly #numbers = new Map<string, number>();

  /** `1:4711 2:815`: log and byte of the front end's record, then of the back end's. */
  places(row: Row): string {
    return [
      this.#place(row['source_file'], row['byte_offset']),
      this.#place(row['backend_source_file'], row['backend_byte_offset']),
    ]
      .filter((place) => place !== '')
      .join(' ');
  }

  /** What the numbers mean; empty where none was given. */
  lines(): string[] {
    return [...this.#numbers].map(([file, number]) => `  ${number}  ${printable(file)}`);
  }

  #place(file: Row[string] | undefined, offset: Row[string] | undefined): string {
    const name = textOf(file);
    if (name === '') return '';
    const number = this.#numbers.get(name) ?? this.#numbers.size + 1;
    this.#numbers.set(name, number);
    return `${number}:${textOf(offset)}`;
  }
}

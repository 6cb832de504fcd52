import { parse } from 'csv-parse/sync';

/** Widest row that is split; a wider one is not a log record. */
const MAX_FIELDS = 512;
const COMMA = ',';

/**
 * One record split into fields. The same object is used again for every row: a field is only cut out of the line
 * when somebody asks for it.
 */
export class Row {
  text = '';
  count = 0;
  /** `starts[i]` is where field i starts in `text`; field i ends one before `starts[i + 1]`. */
  readonly starts = new Int32Array(MAX_FIELDS + 1);

  /**
   * Splits a line. Without a quote in it (99 of 100 HttpProxy lines) every comma separates; the rest is read by
   * csv-parse.
   * @returns null when done, else why the line can't be split
   */
  split(line: string): string | null {
    return line.includes('"') ? this.#splitQuoted(line) : this.#splitPlain(line);
  }

  #splitPlain(line: string): string | null {
    const starts = this.starts;
    this.text = line;
    let count = 1;
    starts[0] = 0;
    for (let at = line.indexOf(COMMA); at >= 0; at = line.indexOf(COMMA, at + 1)) {
      if (count >= MAX_FIELDS) return `more than ${MAX_FIELDS} fields`;
      starts[count++] = at + 1;
    }
    starts[count] = line.length + 1;
    this.count = count;
    return null;
  }

  #splitQuoted(line: string): string | null {
    let fields: string[] | undefined;
    try {
      fields = (
        parse(line, { relax_column_count: true, record_delimiter: '\n', bom: false }) as string[][]
      )[0];
    } catch (error) {
      return `quotes do not match: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`;
    }
    if (fields === undefined) return 'no fields';
    if (fields.length > MAX_FIELDS) return `more than ${MAX_FIELDS} fields`;
    let at = 0;
    fields.forEach((field, index) => {
      this.starts[index] = at;
      at += field.length + 1;
    });
    this.starts[fields.length] = at;
    this.text = fields.join(COMMA);
    this.count = fields.length;
    return null;
  }

  /** Field i as written (unquoted), or '' when the row has no such field. */
  get(index: number): string {
    if (index < 0 || index >= this.count) return '';
    return this.text.slice(this.starts[index], (this.starts[index + 1] as number) - 1);
  }

  /** Whether field i is empty or not there. */
  isEmpty(index: number): boolean {
    return (
      index < 0 ||
      index >= this.count ||
      (this.starts[index + 1] as number) - (this.starts[index] as number) <= 1
    );
  }

  /** Fields from..to (inclusive) with the commas between them: one slice for neighbours. */
  range(from: number, to: number): string {
    return this.text.slice(this.starts[from], (this.starts[to + 1] as number) - 1);
  }

  /** Whether `range(from, to)` is this text. Comparing a slice costs a seventh of `startsWith` at a place. */
  equals(from: number, to: number, text: string): boolean {
    const start = this.starts[from] as number;
    const end = (this.starts[to + 1] as number) - 1;
    return end - start === text.length && this.text.slice(start, end) === text;
  }

  /** All fields. */
  values(): string[] {
    return Array.from({ length: this.count }, (_, index) => this.get(index));
  }
}

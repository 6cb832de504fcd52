import { styleText } from 'node:util';
import { StatusLine, type Terminal } from '../status-line.ts';
import { requestLine } from './line.ts';
import type { TailRow } from './row.ts';
import { Shown } from './shown.ts';

/** Requests kept while the view is paused; of more, the latest. */
const MOST_HELD = 1_000;

const COLOURS = {
  failed: 'red',
  client_gone: 'yellow',
  challenge: 'gray',
} as const satisfies Record<string, Parameters<typeof styleText>[0]>;

const isColoured = (outcome: string | null): outcome is keyof typeof COLOURS =>
  outcome !== null && Object.hasOwn(COLOURS, outcome);

/** Prints requests, one a line, to `out`, and what there is to say about them to `notes`. */
export class TailView {
  readonly #out: Terminal;
  readonly #notes: Terminal;
  readonly #status: StatusLine;
  readonly #shown = new Shown();
  /** While paused: the requests to print afterwards, by id. */
  #held: Map<number, TailRow> | null = null;
  #left = 0;
  #day = '';

  constructor(out: Terminal, notes: Terminal) {
    this.#out = out;
    this.#notes = notes;
    this.#status = new StatusLine(notes);
  }

  /** Prints a request, or keeps it while paused. @returns whether the output can take more at once */
  request(row: TailRow): boolean {
    if (this.#held === null) return this.#print(row);
    this.#held.delete(row.id);
    this.#held.set(row.id, row);
    if (this.#held.size > MOST_HELD) {
      for (const oldest of this.#held.keys()) {
        this.#held.delete(oldest);
        break;
      }
      this.#left++;
    }
    this.#sayPaused();
    return true;
  }

  /** Says something about the stream in a line of its own. The text must be printable. */
  note(text: string): void {
    this.#status.above(() => this.#notes.write(`${text}\n`));
  }

  /** Pauses; or goes on, with what has come meanwhile. */
  togglePause(): void {
    if (this.#held === null) {
      this.#held = new Map();
      this.#sayPaused();
      return;
    }
    const held = this.#held.values();
    this.#held = null;
    this.#status.show('');
    if (this.#left > 0) this.note(`-- ${this.#left} older requests came while paused and are not shown --`);
    this.#left = 0;
    for (const row of held) this.#print(row);
  }

  /** The requests are of another database from here on. */
  forget(): void {
    this.#shown.clear();
  }

  /** Leaves the terminal as it was. */
  end(): void {
    this.#status.show('');
  }

  #sayPaused(): void {
    const news = (this.#held?.size ?? 0) + this.#left;
    this.#status.show(`-- paused, ${news} new; space goes on, q ends --`);
  }

  #print(row: TailRow): boolean {
    const terminal = this.#out.isTTY === true;
    const line = requestLine(row, terminal ? (this.#out.columns ?? 80) : null);
    const news = this.#shown.take(row.id, line);
    if (news === 'same') return true;
    if (terminal) this.#sayDay(row.endedAt?.slice(0, 10) ?? '');
    const text = (news === 'changed' ? '~' : ' ') + line;
    const coloured = isColoured(row.outcome)
      ? styleText(COLOURS[row.outcome], text, { stream: this.#out })
      : text;
    return this.#out.write(`${coloured}\n`);
  }

  /** A line of the terminal has only the time. */
  #sayDay(day: string): void {
    if (day === this.#day || !/^[\d-]{10}$/.test(day)) return;
    this.#day = day;
    this.#out.write(`-- ${day} (UTC) --\n`);
  }
}

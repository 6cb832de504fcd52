import { printable } from '../text.ts';
import { objectOf, tailRow } from './row.ts';
import type { TailView } from './view.ts';

/** Prints what comes from the live stream. */
export interface TailPrinter {
  /** @returns whether the output can take more at once */
  event(type: string, data: string): boolean;
  lost(reason: string, retryMs: number): void;
}

/** For people: a line a request. */
export class TextPrinter implements TailPrinter {
  readonly #view: TailView;
  #greeted = false;

  constructor(view: TailView) {
    this.#view = view;
  }

  event(type: string, data: string): boolean {
    if (type === 'request') {
      const row = tailRow(data);
      return row === null || this.#view.request(row);
    }
    if (type === 'hello') {
      this.#view.note(this.#greeted ? '-- connected again --' : '-- connected; what comes in is shown --');
      this.#greeted = true;
    } else if (type === 'gap') {
      const gap = gapOf(data);
      // It may serve another database now.
      if (gap.reason === 'restart') this.#view.forget();
      this.#view.note(`-- ${gapText(gap)} --`);
    }
    return true;
  }

  lost(reason: string, retryMs: number): void {
    this.#view.note(lostText(reason, retryMs));
  }
}

/** For programs: a JSON object a line on `out`; what there is to say besides on `notes`. */
export class NdjsonPrinter implements TailPrinter {
  readonly #out: NodeJS.WriteStream;
  readonly #notes: NodeJS.WriteStream;

  constructor(out: NodeJS.WriteStream, notes: NodeJS.WriteStream) {
    this.#out = out;
    this.#notes = notes;
  }

  event(type: string, data: string): boolean {
    if (type === 'gap') this.#notes.write(`${gapText(gapOf(data))}\n`);
    const row = type === 'request' ? objectOf(data) : null;
    // The characters that are made harmless stand in texts only, and their escapes are JSON's: the values stay.
    return row === null || this.#out.write(`${printable(JSON.stringify(row))}\n`);
  }

  lost(reason: string, retryMs: number): void {
    this.#notes.write(`${lostText(reason, retryMs)}\n`);
  }
}

const lostText = (reason: string, retryMs: number): string =>
  `-- connection lost (${printable(reason)}); next try in ${Math.round(retryMs / 1000)} s --`;

/** Requests that were stored and are not sent. */
interface Gap {
  /** `slow`: taken too slowly; `too_old`: connected again too late; `restart`: the server was started anew. */
  reason: string;
  /** How many at least; 0 when it is not known. */
  dropped: number;
}

function gapOf(data: string): Gap {
  const { reason, dropped } = objectOf(data) ?? {};
  return { reason: String(reason), dropped: typeof dropped === 'number' ? dropped : 0 };
}

const REASONS: Readonly<Record<string, string>> = {
  slow: 'this program took the requests too slowly',
  too_old: 'the connection was away for too long',
  restart: 'the server was started anew',
};

function gapText({ reason, dropped }: Gap): string {
  const why = Object.hasOwn(REASONS, reason) ? `${REASONS[reason]}: ` : '';
  const what =
    dropped > 0 ? `${dropped.toLocaleString('en')} requests are not shown` : 'some may not be shown';
  return `${why}${what}; the page and "mapiscope sql" have them`;
}

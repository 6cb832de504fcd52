import { cut } from './text.ts';

/** A stream that may be a terminal. */
export type Terminal = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

const BACK_TO_START_AND_CLEAR = '\r\u001b[K';

/** A line at the bottom of a terminal, rewritten in place. Where there is no terminal it shows nothing. */
export class StatusLine {
  readonly #terminal: Terminal;
  #shown = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows a text in place of the one before; an empty one shows nothing. The text must be printable. */
  show(text: string): void {
    if (this.#terminal.isTTY !== true || text === this.#shown) return;
    this.#shown = text;
    this.#draw();
  }

  /** Lets `write` print whole lines above the status line. */
  above(write: () => void): void {
    if (this.#shown === '') {
      write();
      return;
    }
    this.#terminal.write(BACK_TO_START_AND_CLEAR);
    write();
    this.#draw();
  }

  #draw(): void {
    // One column stays free: a full line would wrap and could not be taken back.
    this.#terminal.write(BACK_TO_START_AND_CLEAR + cut(this.#shown, (this.#terminal.columns ?? 80) - 1));
  }
}

import { type RequestRow, type ResolvedFilter, rowFilter } from '../../store/sqlite/request-filter.ts';
import { formatPosition, type Position } from './position.ts';
import type { RecentChanges } from './recent-changes.ts';

/** An event of the stream; `data` is JSON. */
export interface LiveEvent {
  id: string;
  event: 'hello' | 'request' | 'gone' | 'gap' | 'position';
  data: string;
  /** How long the client waits before it connects again, milliseconds. */
  retry?: number;
}

/** What a stream is written to. */
export interface LiveConnection {
  /** @returns false when nothing more may be written before `onDrain` */
  send(event: LiveEvent): boolean;
  onDrain(drained: () => void): void;
  onClose(closed: () => void): void;
  close(): void;
}

/** Requests that are given by their ids because the changes are not remembered (any more). */
export interface Replay {
  /** Where the client was: its run goes into the ids of the events, so that the replay itself can be resumed. */
  from: Position;
  /** The next request id, and the last. */
  next: number;
  last: number;
}

/** Changes that a client gets next: ids of requests, and what their events are called. */
export interface NextChanges {
  /** The same for all clients that are at the same place. */
  key: string;
  ids: number[];
  /** Those of them that were there before: a client may show them. */
  known: number[];
}

/** Who listens, and how far it has got. It is never sent more than it takes. */
export class LiveClient {
  readonly connection: LiveConnection;
  readonly wants: (row: RequestRow) => boolean;
  readonly includeNoise: boolean;
  /** Since when it has not taken what was written to it, epoch milliseconds; null when it takes more. */
  stalledMs: number | null = null;
  readonly #boot: string;
  readonly #changes: RecentChanges;
  #n: number;
  #replay: Replay | null;
  #sentId = '';

  constructor(
    connection: LiveConnection,
    filter: ResolvedFilter,
    boot: string,
    changes: RecentChanges,
    n: number,
    replay: Replay | null,
  ) {
    this.connection = connection;
    this.wants = rowFilter(filter);
    this.includeNoise = filter.includeNoise;
    this.#boot = boot;
    this.#changes = changes;
    this.#n = n;
    this.#replay = replay;
  }

  get ready(): boolean {
    return this.stalledMs === null;
  }

  get isBehind(): boolean {
    return this.#replay !== null || this.#n < this.#changes.last;
  }

  /** Id of the place that it has got to. */
  get position(): string {
    if (this.#replay !== null)
      return formatPosition({ ...this.#replay.from, requestId: this.#replay.next - 1 });
    return formatPosition({ boot: this.#boot, n: this.#n, requestId: this.#changes.highestAt(this.#n) });
  }

  /** Whether the place that it has got to was told to it. */
  get knowsPosition(): boolean {
    return this.#sentId === this.position;
  }

  /** Passes over changes that are not remembered any more. @returns how many */
  skipForgotten(): number {
    if (this.#replay !== null || this.#n >= this.#changes.oldest) return 0;
    const skipped = this.#changes.last - this.#n;
    this.#n = this.#changes.last;
    return skipped;
  }

  next(limit: number): NextChanges {
    const replay = this.#replay;
    if (replay === null) {
      const ids = this.#changes.after(this.#n, limit);
      const known = ids.filter((_, i) => this.#changes.isOfKnown(this.#n + i));
      return { key: `change ${this.#n}`, ids, known };
    }
    const count = Math.min(limit, replay.last - replay.next + 1);
    const ids = Array.from({ length: count }, (_, i) => replay.next + i);
    return { key: `request ${replay.next}`, ids, known: [] };
  }

  /** Passes one of the changes that `next` gave. */
  pass(): void {
    const replay = this.#replay;
    if (replay === null) this.#n++;
    else if (replay.next++ >= replay.last) this.#replay = null;
  }

  /** Sends an event that stands at the place that it has got to. */
  send(event: LiveEvent['event'], data: string, retry?: number): void {
    this.#sentId = this.position;
    const message = { id: this.#sentId, event, data, ...(retry === undefined ? {} : { retry }) };
    if (!this.connection.send(message)) this.stalledMs ??= Date.now();
  }
}

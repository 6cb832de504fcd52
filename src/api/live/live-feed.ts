import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { BackgroundIngest } from '../../ingest/background.ts';
import type { Stored } from '../../ingest/transactions.ts';
import type { Reader, RequestFilter, RequestRow } from '../../store/sqlite/reader.ts';
import { Problem } from '../problems.ts';
import { LiveClient, type LiveConnection, type Replay } from './live-client.ts';
import type { Position } from './position.ts';
import { RecentChanges } from './recent-changes.ts';

/** Why a client has missed something: it took the events too slowly, came back too late, or mapiscope was restarted. */
export type GapReason = 'slow' | 'too_old' | 'restart';

/** The limits of a feed. */
export interface LiveOptions {
  /** Changes that a client may be behind. */
  capacity?: number;
  /** Requests that are read again from the database for a client whose place is not remembered. */
  replayLimit?: number;
  /** How often a client is told where it is, milliseconds. */
  positionMs?: number;
  /** How long a client may take nothing before it is dropped, milliseconds. */
  patienceMs?: number;
  maxClients?: number;
}

/** Rows read at once: few, so that other answers get their turn in between. */
const BATCH = 200;
const RETRY_MS = 1_000;

/** A row that is sent, and its JSON, made once for all clients. */
type Ready = { row: RequestRow; json: string } | null;

/**
 * Sends requests to all who listen, as soon as they are stored. Clients pull: each has a place in the changes and gets
 * more when it has taken what it got, so that what waits for it is bounded; one that falls too far behind is told
 * of the gap. Nothing is queried when nobody listens.
 */
export class LiveFeed {
  /** What was sent since the start. */
  readonly counts: { sent: number; gaps: Record<GapReason, number> } = {
    sent: 0,
    gaps: { slow: 0, too_old: 0, restart: 0 },
  };
  readonly #boot = randomBytes(4).toString('hex');
  readonly #reader: Reader;
  readonly #version: string;
  readonly #log: FastifyBaseLogger;
  readonly #changes: RecentChanges;
  readonly #clients = new Set<LiveClient>();
  readonly #limits: Required<LiveOptions>;
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #scheduled: NodeJS.Immediate | null = null;

  constructor(
    ingest: BackgroundIngest,
    reader: Reader,
    version: string,
    log: FastifyBaseLogger,
    options: LiveOptions = {},
  ) {
    this.#reader = reader;
    this.#version = version;
    this.#log = log;
    this.#limits = {
      capacity: 65_536,
      replayLimit: 10_000,
      positionMs: 5_000,
      patienceMs: 60_000,
      maxClients: 100,
      ...options,
    };
    this.#changes = new RecentChanges(this.#limits.capacity, reader.lastRequestId());
    const stored = ({ requests }: Stored): void => {
      this.#changes.add(requests);
      this.#pump();
    };
    ingest.on('stored', stored);
    this.#stopListening = () => ingest.off('stored', stored);
    this.#timer = setInterval(() => this.#tick(), this.#limits.positionMs).unref();
  }

  /** How many listen. */
  get clients(): number {
    return this.#clients.size;
  }

  /**
   * Begins to send.
   * @param last where the client was; null begins with what comes now
   * @throws Problem when too many listen, or the place is none that this feed gave
   */
  connect(connection: LiveConnection, filter: RequestFilter, last: Position | null): void {
    if (this.#clients.size >= this.#limits.maxClients) {
      throw new Problem('too_many_clients', `${this.#clients.size} clients listen already: close some`);
    }
    const { replay, n, gap } = this.#resume(last);
    const client = new LiveClient(
      connection,
      this.#reader.resolve(filter),
      this.#boot,
      this.#changes,
      n,
      replay,
    );
    this.#clients.add(client);
    connection.onClose(() => this.#clients.delete(client));
    connection.onDrain(() => {
      client.stalledMs = null;
      this.#pump();
    });
    const resumed = last !== null && gap === null;
    client.send(
      'hello',
      JSON.stringify({ version: this.#version, position: client.position, resumed }),
      RETRY_MS,
    );
    if (gap !== null) this.#tellGap(client, gap.reason, gap.missed);
    this.#pump();
  }

  /** Ends all streams. */
  close(): void {
    this.#stopListening();
    clearInterval(this.#timer);
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    for (const { connection } of this.#clients) connection.close();
    this.#clients.clear();
  }

  #resume(last: Position | null): {
    n: number;
    replay: Replay | null;
    gap: { reason: GapReason; missed: number } | null;
  } {
    const head = this.#changes.last;
    if (last === null) return { n: head, replay: null, gap: null };
    const sameRun = last.boot === this.#boot;
    if (sameRun && last.n > head)
      throw new Problem('bad_request', 'last_event_id is not one that mapiscope gave');
    if (sameRun && last.n >= this.#changes.oldest) return { n: last.n, replay: null, gap: null };
    const newest = this.#changes.highestAt(head);
    const next = Math.max(last.requestId + 1, newest - this.#limits.replayLimit + 1);
    const replay = next > newest ? null : { from: last, next, last: newest };
    const missed = replay === null ? 0 : next - last.requestId - 1;
    return { n: head, replay, gap: { reason: sameRun ? 'too_old' : 'restart', missed } };
  }

  #tellGap(client: LiveClient, reason: GapReason, missed: number): void {
    this.counts.gaps[reason]++;
    client.send('gap', JSON.stringify({ reason, missed }));
  }

  /** Gives every client that takes more the next few rows, and goes on later while there are any. */
  #pump(): void {
    const batches = new Map<string, Ready[]>();
    try {
      for (const client of this.#clients) if (client.ready && client.isBehind) this.#serve(client, batches);
    } catch (error) {
      // Nobody has moved on because of it: the next commit or tick tries again.
      this.#log.error({ err: error }, 'the live stream could not read the database');
      return;
    }
    if (this.#scheduled !== null || ![...this.#clients].some(({ ready, isBehind }) => ready && isBehind))
      return;
    this.#scheduled = setImmediate(() => {
      this.#scheduled = null;
      this.#pump();
    });
  }

  #serve(client: LiveClient, batches: Map<string, Ready[]>): void {
    this.#skipForgotten(client);
    if (!client.ready || !client.isBehind) return;
    const { key, ids, known } = client.next(BATCH);
    const batch = batches.get(key) ?? this.#read(ids);
    batches.set(key, batch);
    const wanted = batch.map((ready) => (ready !== null && client.wants(ready.row) ? ready : null));
    // What was sent in a form that the filter let through must not stay on a screen in that form. At the place before
    // the requests: whoever comes back to it is told again, not too little.
    const gone = known.filter((id) => !wanted.some((ready) => ready?.row.id === id));
    if (gone.length > 0) client.send('gone', JSON.stringify({ ids: [...new Set(gone)] }));
    if (!client.ready) return;
    for (const ready of wanted) {
      client.pass();
      if (ready === null) continue;
      client.send('request', ready.json);
      this.counts.sent++;
      if (!client.ready) return;
    }
  }

  /** The rows of these changes, for every client; null where there is nothing to send. */
  #read(ids: readonly number[]): Ready[] {
    const noise = [...this.#clients].some(({ includeNoise }) => includeNoise);
    const rows = this.#reader.requestsById(ids, noise);
    // Of several changes of one request the last is sent.
    const ready = ids.map((id, i): Ready => {
      const row = ids.includes(id, i + 1) ? undefined : rows.get(id);
      return row === undefined ? null : { row, json: JSON.stringify(row) };
    });
    return ready;
  }

  #skipForgotten(client: LiveClient): void {
    const missed = client.skipForgotten();
    if (missed > 0) this.#tellGap(client, 'slow', missed);
  }

  #tick(): void {
    const now = Date.now();
    for (const client of this.#clients) {
      if (client.stalledMs !== null) {
        if (now - client.stalledMs >= this.#limits.patienceMs) client.connection.close();
        continue;
      }
      this.#skipForgotten(client);
      if (client.ready && !client.knowsPosition) {
        client.send('position', JSON.stringify({ position: client.position }));
      }
    }
    this.#pump();
  }
}

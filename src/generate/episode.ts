import type { ContextState } from './ledger.ts';
import type { MapiRequest, Outcome } from './request.ts';
import type { Cause, ReconnectTruth } from './truth.ts';

/** The last good and the first bad moment of a context. */
export interface Loss {
  lastGoodAt: number | undefined;
  /** End of the first failed or broken request since the last good one. */
  lostAt: number | undefined;
}

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

/** One reconnect, resume or restart while it goes on. */
export class Episode {
  readonly kind: ReconnectTruth['kind'];
  readonly previous: ContextState;
  cause: Cause;
  readonly #state: ContextState;
  #firstAttempt: number | undefined;
  #connected: number | undefined;
  #usable: number | undefined;
  #attempts = 0;
  #authLegs = 0;
  #frontEndWritten = true;
  /** For a resume the context goes on, so what was lost is kept from the moment of the break. */
  readonly #loss: Loss | undefined;

  constructor(
    kind: ReconnectTruth['kind'],
    state: ContextState,
    previous: ContextState,
    firstAttempt: number | undefined,
  ) {
    this.kind = kind;
    this.previous = previous;
    this.#state = state;
    this.#firstAttempt = firstAttempt;
    this.#loss = kind === 'resume' ? { lastGoodAt: state.lastGoodAt, lostAt: state.lostAt } : undefined;
    // What a new start of Outlook means is not in its records: somebody closed it, or it died.
    this.cause = kind === 'resume' ? 'network' : 'unknown';
  }

  /** A resume that never succeeded was none; a reconnect or restart counts from its first attempt. */
  get complete(): boolean {
    return this.kind !== 'resume' || this.#usable !== undefined;
  }

  /** A request of the episode's context ended. */
  note(
    request: MapiRequest,
    end: number,
    outcome: Outcome,
    opening: boolean,
    frontEndWritten: boolean,
  ): void {
    if (this.#usable !== undefined) return;
    if (this.kind === 'resume') {
      // Requests that were under way when the connection broke say nothing about what came after.
      if (request.startedAt < (this.#loss?.lostAt ?? 0)) return;
      this.#firstAttempt ??= request.startedAt;
    }
    if (!frontEndWritten) this.#frontEndWritten = false;
    if (outcome === 'challenge') this.#authLegs += 1;
    else if (opening) this.#attempts += 1;
    if (outcome !== 'ok') return;
    if (opening) this.#connected ??= end;
    else if (this.kind === 'resume' || usable(request)) this.#usable = end;
  }

  truth(): ReconnectTruth {
    const { client, mailbox, endpoint } = this.#state.context;
    const first = this.#firstAttempt ?? 0;
    const loss = this.#loss ?? this.previous;
    const lost = Math.min(loss.lostAt ?? first, first);
    return {
      kind: this.kind,
      cause: this.cause,
      clientInstance: client.instance,
      user: client.person.account,
      mailbox: mailbox.guid,
      endpoint,
      previousContext: this.kind === 'resume' ? null : this.previous.truth.context,
      context: this.#state.truth.context,
      lastGoodAt: iso(loss.lastGoodAt),
      lostAt: new Date(lost).toISOString(),
      firstAttemptAt: new Date(first).toISOString(),
      connectedAt: iso(this.#connected),
      usableAt: iso(this.#usable),
      attempts: this.#attempts,
      authLegs: this.#authLegs,
      frontEndWritten: this.#frontEndWritten,
    };
  }
}

/** The mailbox is usable with the first Execute, the address book with the first operation. */
const usable = (request: MapiRequest): boolean =>
  request.context.endpoint === 'nspi' ? request.type !== 'Bind' : request.type === 'Execute';

import { randomBytes } from 'node:crypto';
import { millisecondsInHour } from 'date-fns/constants';
import type { TokenFile } from './token-file.ts';
import type { Token } from './tokens.ts';

/** A working day. */
export const SESSION_MS = 12 * millisecondsInHour;

const MOST = 1000;

/**
 * Who has signed in with a browser: in memory, so a restart signs everybody out. The browser gets an id of its own, never the
 * token. A session ends with its token.
 */
export class Sessions {
  readonly #tokens: TokenFile;
  readonly #sessions = new Map<string, { token: Token; expiresMs: number }>();

  constructor(tokens: TokenFile) {
    this.#tokens = tokens;
  }

  /** Begins a session. @returns its id, 256 random bits */
  begin(token: Token): string {
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, { token, expiresMs: Date.now() + SESSION_MS });
    // The oldest goes: it is the first.
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MOST) break;
      this.#sessions.delete(oldest);
    }
    return id;
  }

  /** Whose session this is; null when there is none or it is over. @throws TokenError when the tokens can't be read */
  find(id: string): { token: Token; expiresMs: number } | null {
    const session = this.#sessions.get(id);
    if (session === undefined) return null;
    if (Date.now() < session.expiresMs && this.#tokens.isGood(session.token)) return session;
    this.#sessions.delete(id);
    return null;
  }

  /** Ends a session. */
  end(id: string): void {
    this.#sessions.delete(id);
  }
}

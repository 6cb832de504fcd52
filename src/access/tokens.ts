import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a token allows; each includes those before it. */
export const scopes = ['read', 'sql', 'admin'] as const;

export type Scope = (typeof scopes)[number];

/** Whether who has a scope may do what needs another. */
export function includes(has: Scope, needs: Scope): boolean {
  return scopes.indexOf(has) >= scopes.indexOf(needs);
}

/** A token as it is kept: without the text that opens the door. */
export interface Token {
  name: string;
  scope: Scope;
  /** SHA-256 of the whole text, hexadecimal. */
  sha256: string;
  /** Epoch milliseconds. */
  createdMs: number;
  /** Epoch milliseconds; null: it does not expire. */
  expiresMs: number | null;
}

/** Begins every token, so that one that leaked is known for what it is. */
const PREFIX = 'mapiscope_';

/** A new token's text: 256 random bits. */
export const newTokenText = (): string => PREFIX + randomBytes(32).toString('base64url');

/**
 * The hash under which a token is kept. A fast one will do: nobody guesses 256 random bits, however fast the guesses are;
 * slow hashes are for what people make up.
 */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The token that has this text and has not expired, or null. Takes as long for a near miss as for any other. */
export function tokenOf(text: string, tokens: readonly Token[], nowMs: number): Token | null {
  const hash = Buffer.from(hashOf(text), 'hex');
  let found: Token | null = null;
  for (const token of tokens) if (timingSafeEqual(hash, Buffer.from(token.sha256, 'hex'))) found = token;
  return found !== null && isCurrent(found, nowMs) ? found : null;
}

/** Whether a token has not expired. */
export const isCurrent = ({ expiresMs }: Token, nowMs: number): boolean =>
  expiresMs === null || nowMs < expiresMs;

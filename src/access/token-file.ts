import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { hashOf, isCurrent, newTokenText, type Scope, scopes, type Token, tokenOf } from './tokens.ts';

/** Something about the tokens that the user can mend. */
export class TokenError extends Error {
  override name = 'TokenError';
}

const Kept = Type.Object({
  tokens: Type.Array(
    Type.Object({
      name: Type.String(),
      scope: Type.Enum([...scopes]),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      created_ms: Type.Integer(),
      expires_ms: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
});

/** Readable in a list and a log line. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;

/**
 * The tokens of a database, in a file beside it: who may read the answers belongs to what is answered from, whichever
 * user creates the tokens and whichever service serves. The file holds hashes only. A running server sees a change with
 * the next request.
 */
export class TokenFile {
  readonly file: string;
  #tokens: Token[] = [];
  /** What the file looked like when it was read. */
  #seen = '';

  /** @param database the file of the database */
  constructor(database: string) {
    this.file = `${path.resolve(database)}.tokens.json`;
  }

  /**
   * All tokens, expired ones too, in the order in which they were created.
   * @throws TokenError when the file can't be read or is none of ours
   */
  list(): readonly Token[] {
    const look = this.#look();
    if (look === this.#seen) return this.#tokens;
    this.#tokens = look === '' ? [] : this.#read();
    this.#seen = look;
    return this.#tokens;
  }

  /** The token with this text, unless it has expired or was revoked. @throws TokenError as {@link list} */
  find(text: string): Token | null {
    return tokenOf(text, this.list(), Date.now());
  }

  /** Whether a token that was found before is still good. @throws TokenError as {@link list} */
  isGood({ sha256 }: Token): boolean {
    const token = this.list().find((candidate) => candidate.sha256 === sha256);
    return token !== undefined && isCurrent(token, Date.now());
  }

  /**
   * Creates a token.
   * @param expiresMs epoch milliseconds; null: it does not expire
   * @returns its text, which is kept nowhere
   * @throws TokenError when the name is taken or none, or the file can't be written
   */
  create(name: string, scope: Scope, expiresMs: number | null): string {
    if (!NAME.test(name)) {
      throw new TokenError(
        'a name has up to 64 letters, digits and any of . _ @ -, and begins with a letter or digit',
      );
    }
    const tokens = this.list();
    if (tokens.some((token) => isSame(token.name, name))) {
      throw new TokenError(`there is a token named ${name}: revoke it first, or take another name`);
    }
    const text = newTokenText();
    this.#write([...tokens, { name, scope, sha256: hashOf(text), createdMs: Date.now(), expiresMs }]);
    return text;
  }

  /** Takes a token away. @throws TokenError when there is none of this name, or the file can't be written */
  revoke(name: string): void {
    const tokens = this.list();
    const rest = tokens.filter((token) => !isSame(token.name, name));
    if (rest.length === tokens.length) {
      throw new TokenError(
        `there is no token named ${name} in ${this.file}: "mapiscope token list" shows them`,
      );
    }
    this.#write(rest);
  }

  /** What tells one state of the file from another; empty when there is none. */
  #look(): string {
    const stat = statSync(this.file, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.mtimeNs}/${stat.size}/${stat.ino}`;
  }

  #read(): Token[] {
    let kept: unknown;
    try {
      kept = JSON.parse(readFileSync(this.file, 'utf8'));
    } catch (error) {
      throw new TokenError(`can't read the tokens in ${this.file}: ${(error as Error).message}`);
    }
    if (!Value.Check(Kept, kept))
      throw new TokenError(`${this.file} holds no tokens of mapiscope: move it away`);
    return kept.tokens.map(({ name, scope, sha256, created_ms: createdMs, expires_ms: expiresMs }) => ({
      name,
      scope,
      sha256,
      createdMs,
      expiresMs,
    }));
  }

  /** Replaces the file as a whole, so that nobody reads half of it. */
  #write(tokens: readonly Token[]): void {
    const kept: Static<typeof Kept> = {
      tokens: tokens.map(({ name, scope, sha256, createdMs, expiresMs }) => ({
        name,
        scope,
        sha256,
        created_ms: createdMs,
        expires_ms: expiresMs,
      })),
    };
    const next = `${this.file}.new`;
    try {
      // `wx`: of two commands at once the second fails, rather than undo what the first did.
      writeFileSync(next, `${JSON.stringify(kept, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new TokenError(
        code === 'EEXIST'
          ? `another command is changing the tokens; if none is, delete ${next}`
          : `can't write the tokens: ${message}`,
      );
    }
    try {
      renameSync(next, this.file);
    } catch (error) {
      rmSync(next, { force: true });
      throw new TokenError(`can't write the tokens: ${(error as Error).message}`);
    }
  }
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

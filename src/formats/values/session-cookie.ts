import { Buffer } from 'node:buffer';
import { present, type Text } from './absent.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

export interface SessionCookies {
  /** `C:` the cookie MapiContext. */
  readonly contextCookie: string | null;
  /** `S:` the cookie MapiSequence. */
  readonly sequenceCookie: string | null;
}

/** What a MapiContext cookie tells of the back end that made it. */
export interface ContextCookie {
  /** Back-end machine. Another machine in a client's next cookie: the database moved. */
  readonly machine: string;
  /** Start of the back-end process, UTC. Same machine, another start: the process was recycled. */
  readonly processStartedAt: string;
  readonly processStartedMs: number;
  /** Number of the Session Context in that process, rising. */
  readonly contextNumber: number;
  /** Decimal number that tells processes started in the same second apart. */
  readonly random: string;
}

export interface SequenceCookie {
  /** Rises with each sequenced request of the context. */
  readonly counter: number;
}

/** Bytes `30 03 C8`: the reason why every cookie starts with `MAPI`. A 4-byte version, always 0, follows. */
const SIGNATURE = [0x30, 0x03, 0xc8] as const;
const HEAD = SIGNATURE.length + 4;
/** Bytes of the context number at the end, little endian. */
const TAIL = 8;
const FIRST_MASK = 0xa5;
const LONGEST_COOKIE = 1024;
const MACHINE = /^[^#\s\p{Cc}\p{Cs}]{1,255}$/u;
const RANDOM = /^-?\d{1,20}$/;
/** Base64 of exactly four bytes: the sixth character carries two bits. */
const SEQUENCE = /^(\d{1,15})-[A-Za-z0-9+/]{5}[AQgw]==$/;

/** The column `session-cookie` of the classic log: `C:<MapiContext>|S:<MapiSequence>`, either may be missing. */
export function parseSessionCookieColumn(text: Text): SessionCookies {
  let contextCookie: string | null = null;
  let sequenceCookie: string | null = null;
  for (const part of present(text)?.split('|') ?? []) {
    if (part.startsWith('C:')) contextCookie ??= present(part.slice(2));
    else if (part.startsWith('S:')) sequenceCookie ??= present(part.slice(2));
  }
  return { contextCookie, sequenceCookie };
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Decodes a MapiContext cookie (the column `SessionCookie`, or `C:` of `session-cookie`).
 *
 * Base64 of: signature `30 03 C8`, 32-bit version 0, text, 64-bit context number (little endian). The text is
 * UTF-8 `<machine>#<process start yyyy-MM-dd HH:mm:ssZ>#<random>`, its first byte XORed with A5, each further byte
 * with the written byte before it. Nobody documents this form; it fits public cookies of 2016 to 2021. So anything
 * that deviates from it in the least is opaque: null.
 */
export function decodeContextCookie(cookie: Text): ContextCookie | null {
  // `MAPI` is exactly the signature.
  if (!cookie?.startsWith('MAPI') || cookie.length > LONGEST_COOKIE) return null;
  const bytes = Buffer.from(cookie, 'base64');
  if (bytes.length <= HEAD + TAIL || bytes.toString('base64') !== cookie) return null;
  if (bytes.readUInt32LE(SIGNATURE.length) !== 0) return null;
  const plain = new Uint8Array(bytes.length - HEAD - TAIL);
  let mask = FIRST_MASK;
  for (let i = 0; i < plain.length; i++) {
    const byte = bytes.readUInt8(HEAD + i);
    plain[i] = byte ^ mask;
    mask = byte;
  }
  const [machine, start, random, ...rest] = utf8(plain)?.split('#') ?? [];
  if (machine === undefined || start === undefined || random === undefined || rest.length > 0) return null;
  if (!MACHINE.test(machine) || !RANDOM.test(random)) return null;
  if (start.length !== 20 || start[10] !== ' ') return null;
  const processStartedMs = parseTimestamp(start.replace(' ', 'T'));
  const processStartedAt = formatTimestamp(processStartedMs);
  if (processStartedAt === null) return null;
  const contextNumber = Number(bytes.readBigInt64LE(bytes.length - TAIL));
  if (!Number.isSafeInteger(contextNumber) || contextNumber < 0) return null;
  return { machine, processStartedAt, processStartedMs, contextNumber, random };
}

/**
 * The inverse of {@link decodeContextCookie}; the start is cut to whole seconds.
 * @throws RangeError when a value has no place in a cookie
 */
export function encodeContextCookie(parts: Omit<ContextCookie, 'processStartedAt'>): string {
  const start = formatTimestamp(parts.processStartedMs)
    ?.replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  if (start === undefined || !MACHINE.test(parts.machine) || !RANDOM.test(parts.random)) {
    throw new RangeError('not the parts of a context cookie');
  }
  if (!Number.isSafeInteger(parts.contextNumber) || parts.contextNumber < 0) {
    throw new RangeError('not a context number');
  }
  const plain = Buffer.from(`${parts.machine}#${start}#${parts.random}`, 'utf8');
  const bytes = Buffer.alloc(HEAD + plain.length + TAIL);
  bytes.set(SIGNATURE);
  let mask = FIRST_MASK;
  plain.forEach((byte, i) => {
    mask ^= byte;
    bytes[HEAD + i] = mask;
  });
  bytes.writeBigInt64LE(BigInt(parts.contextNumber), HEAD + plain.length);
  return bytes.toString('base64');
}

/**
 * A MapiSequence cookie: `<counter>-<base64 of four random bytes>`, e.g. `147-1MB9Qg==` (the column
 * `SequenceCookie`, or `S:` of `session-cookie`). Anything else is opaque: null.
 */
export function parseSequenceCookie(cookie: Text): SequenceCookie | null {
  if (!cookie || cookie.length > 24) return null;
  const counter = SEQUENCE.exec(cookie)?.[1];
  return counter === undefined ? null : { counter: Number(counter) };
}

/** The inverse of {@link parseSequenceCookie}; of `random` the low 32 bits count. */
export function encodeSequenceCookie(counter: number, random: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(random >>> 0);
  return `${counter}-${bytes.toString('base64')}`;
}

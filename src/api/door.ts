import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { TokenFile } from '../access/token-file.ts';
import type { ProxyList } from './proxy-list.ts';

/** Who is let in, and from where. */
export interface Door {
  /** Whether it may be called by any IP address beside the names of the context. */
  anyAddress: boolean;
  /** The tokens; null: there are none, and nobody is asked for one. */
  tokens: TokenFile | null;
  /** Whether every call needs a token. */
  requireToken: boolean;
  /** Whether what leaves here stays secret on its way: by TLS, here or at the proxy. */
  isSecure: boolean;
  /** The proxies in front; null: there are none. */
  proxies: ProxyList | null;
  /** Origins of other pages that may read with a token. */
  corsOrigins: readonly string[];
  /** Requests of one client in a minute. */
  requestsPerMinute: number;
  /** Wrong tokens of one client in five minutes. */
  wrongTokens: number;
  /** When the server says that it has too much to do. */
  pressure: Pressure;
}

/** The limits of the process; 0 is none. */
export interface Pressure {
  /** How long the event loop is held up, on average over a sample, milliseconds. */
  maxEventLoopDelay: number;
  maxHeapUsedBytes: number;
  maxRssBytes: number;
  /** Milliseconds. */
  sampleInterval: number;
}

const MIB = 1024 * 1024;

/** The door of a server that only its own machine reaches: nobody is asked for a token. */
export function loopbackDoor(): Door {
  return {
    anyAddress: false,
    tokens: null,
    requireToken: false,
    isSecure: false,
    proxies: null,
    corsOrigins: [],
    // Nothing to defend but the process from a script that went wild; benchmarks stay below.
    requestsPerMinute: 120_000,
    wrongTokens: 10,
    pressure: {
      maxEventLoopDelay: 2_000,
      maxHeapUsedBytes: 0.9 * getHeapStatistics().heap_size_limit,
      // The reading of logs is part of the process. On a small machine half of it, on a large one 4 GiB.
      maxRssBytes: Math.max(1024 * MIB, Math.min(4096 * MIB, totalmem() / 2)),
      sampleInterval: 1_000,
    },
  };
}

/** The door of a server that others reach: every call needs a token. */
export function openDoor(tokens: TokenFile): Door {
  return { ...loopbackDoor(), tokens, requireToken: true, isSecure: true, requestsPerMinute: 1_200 };
}

/**
 * Who reported a code. The same number means different things in different layers.
 *
 * - `http`: HTTP status of the front or back end
 * - `proxy`: `ErrorCode` of HttpProxy
 * - `mapihttp`: X-ResponseCode, `ResponseCode` of the back end
 * - `rpc`: result of Connect or Execute as a whole, `StatusCode` and `rpc-status (rpc::…)`
 * - `rop`: result of one operation inside an Execute, `ReturnCode` and `rpc-status (rop::…)`
 * - `nspi`: result of an address-book operation
 */
export type CodeLayer = 'http' | 'proxy' | 'mapihttp' | 'rpc' | 'rop' | 'nspi';

export const CODE_LAYERS: readonly CodeLayer[] = ['http', 'proxy', 'mapihttp', 'rpc', 'rop', 'nspi'];

/** Groups of causes that call for the same remedy; `unknown` is for codes that are in no table. */
export type FailureClass =
  | 'access'
  | 'authentication'
  | 'backend_authentication'
  | 'backend_timeout'
  | 'backend_unreachable'
  | 'bad_request'
  | 'context_lost'
  | 'database_unavailable'
  | 'directory'
  | 'limit'
  | 'logon'
  | 'mailbox_not_found'
  | 'policy'
  | 'routing'
  | 'sequence'
  | 'server_error'
  | 'tampered'
  | 'throttling'
  | 'unavailable'
  | 'unknown';

/**
 * Where the name of a status comes from: `mapi` HRESULTs, `exchange` Exchange's own small numbers, `engine` the storage
 * engine below the store, `warning` successes with a reservation, `rpc` the RPC run time.
 */
export type CodeFamily = 'mapi' | 'exchange' | 'engine' | 'warning' | 'rpc';

/** What is known of a code. */
export interface Code {
  readonly layer: CodeLayer;
  /** As the log of this layer writes it: a decimal number, bare hex for `nspi`, a name for `proxy`. */
  readonly code: string;
  /** Unsigned 32 bits; null where the log only ever writes the name. */
  readonly number: number | null;
  readonly name: string;
  /** Other names of the same code. */
  readonly aliases: readonly string[];
  readonly family: CodeFamily | null;
  /** Class of a request that fails with it; null where the code alone does not say, or says no failure. */
  readonly class: FailureClass | null;
  readonly meaning: string | null;
  /** What an administrator can do. */
  readonly action: string | null;
  /** False: 2013 behaviour or an inference, which no public source confirms for later versions. */
  readonly sure: boolean;
}

/** What the tables say of a code besides number and name. Columns that are left out are unknown. */
export interface CodeFacts {
  class?: FailureClass;
  meaning?: string;
  action?: string;
  aliases?: readonly string[];
  /** Marks a fact that waits for confirmation. */
  unsure?: true;
}

/** A code with all its columns. */
export function makeCode(
  layer: CodeLayer,
  code: string,
  number: number | null,
  name: string,
  facts: CodeFacts = {},
  family: CodeFamily | null = null,
): Code {
  return {
    layer,
    code,
    number,
    name,
    aliases: facts.aliases ?? [],
    family,
    class: facts.class ?? null,
    meaning: facts.meaning ?? null,
    action: facts.action ?? null,
    sure: facts.unsure !== true,
  };
}

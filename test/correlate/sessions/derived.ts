import type {
  ContextEvidence,
  Evidence,
  FailureEvidence,
  ReconnectEvidence,
} from '../../../src/generate/truth.ts';
import type { Connection } from '../../../src/store/sqlite/database.ts';

type Row = Record<string, string | number | null>;

const ms = (at: string | number | null | undefined): number | null =>
  at === null || at === undefined ? null : Date.parse(String(at));

/** A user in whichever spelling, as the account that the truth has. */
export function accounts({ contexts }: Evidence): (user: string | null | undefined) => string | null {
  const bySpelling = new Map<string, string>();
  for (const { user, smtp } of contexts) {
    bySpelling.set(user.toLowerCase(), user);
    bySpelling.set(smtp.toLowerCase(), user);
  }
  return (user) =>
    user === null || user === undefined ? null : (bySpelling.get(user.toLowerCase()) ?? user);
}

/** What an item is compared by, and by what it is found. */
export interface Item {
  key: string;
  /** False: only that it is there can be compared. */
  exact: boolean;
  values: Row;
}

export const contextOfTruth = (one: ContextEvidence): Item => ({
  key: one.context,
  exact: one.faceValue,
  values: {
    instance: one.clientInstance,
    user: one.user,
    mailbox: one.mailbox,
    endpoint: one.endpoint,
    frontEnds: one.frontEnds.join(', '),
    backEnd: one.backEnd,
    startedMs: one.startedAtMs,
    establishedMs: one.establishedAtMs,
    endedMs: one.endedAtMs,
    requests: one.requests,
    failures: one.failures,
    endReason: one.endReason,
    ...(one.missingRequests === null ? {} : { missing: one.missingRequests }),
  },
});

/** The view `sessions`. */
export function contextsSeen(db: Connection, account: ReturnType<typeof accounts>): Item[] {
  const rows = db.prepare('SELECT * FROM sessions WHERE noise IS NULL').all() as Row[];
  return rows.map((row) => ({
    key: String(row['context']),
    exact: true,
    values: {
      instance: row['client_instance'] ?? null,
      user: account(row['user'] as string | null),
      mailbox: row['mailbox'] ?? null,
      endpoint: row['endpoint'] ?? null,
      frontEnds: row['front_ends'] ?? '',
      backEnd: row['back_end'] ?? null,
      startedMs: row['started_ms'] ?? null,
      establishedMs: ms(row['established_at']),
      endedMs: row['ended_ms'] ?? null,
      requests: row['requests'] ?? null,
      failures: row['failures'] ?? null,
      endReason: row['end_reason'] ?? null,
      missing: row['missing_requests'] ?? null,
    },
  }));
}

/** Codes are compared as numbers where they are numbers: the simulator writes address-book codes in bare hex. */
const codeOf = (layer: string, code: string): string => {
  if (layer === 'nspi') return String(Number.parseInt(code.replace(/^0x/, ''), 16));
  return code;
};

export const failureOfTruth = (one: FailureEvidence): Item => ({
  key: one.requestId,
  exact: one.faceValue,
  values: {
    atMs: one.atMs,
    context: one.context,
    instance: one.clientInstance,
    endpoint: one.endpoint,
    requestType: one.requestType,
    layer: one.layer,
    code: codeOf(one.layer, one.code),
    resolution: one.resolution,
    recoveredAfterMs: one.recoveredAfterMs,
  },
});

/** The view `failures`. */
export function failuresSeen(db: Connection): Item[] {
  const rows = db
    .prepare(
      `SELECT f.*, coalesce(p."RequestId", b."RequestId", k.front_end_request, a.front_end_request) AS RequestId FROM failures f
       JOIN requests r ON r.id = f.id
       LEFT JOIN http_proxy_record p ON p.id = r.record_id
       LEFT JOIN mapi_http_record b ON b.id = r.backend_record_id
       LEFT JOIN mapi_client_access_record k ON k.id = r.backend_record_id
       LEFT JOIN mapi_address_book_record a ON a.id = r.backend_record_id
       WHERE f.noise IS NULL`,
    )
    .all() as Row[];
  return rows.map((row) => ({
    key: String(row['RequestId']),
    exact: true,
    values: {
      atMs: row['at_ms'] ?? null,
      context: row['context'] ?? null,
      instance: row['client_instance'] ?? null,
      endpoint: row['endpoint'] ?? null,
      requestType: row['request_type'] ?? null,
      layer: row['layer'] ?? null,
      code: codeOf(String(row['layer']), String(row['code'])),
      resolution: row['resolution'] ?? null,
      recoveredAfterMs: row['recovered_after_ms'] ?? null,
    },
  }));
}

export const reconnectOfTruth = (one: ReconnectEvidence): Item => ({
  key: `${one.kind} ${one.context} ${one.kind === 'resume' ? one.firstAttemptMs : ''}`,
  exact: one.faceValue,
  values: {
    cause: one.cause,
    instance: one.clientInstance,
    user: one.user,
    mailbox: one.mailbox,
    endpoint: one.endpoint,
    previousContext: one.previousContext,
    lastGoodMs: one.lastGoodMs,
    lostMs: one.lostMs,
    firstAttemptMs: one.firstAttemptMs,
    connectedMs: one.connectedMs,
    usableMs: one.usableMs,
    attempts: one.attempts,
    authLegs: one.authLegs,
    frontEnd: one.frontEnd,
    backEnd: one.backEnd,
  },
});

/** The view `reconnects`. */
export function reconnectsSeen(db: Connection, account: ReturnType<typeof accounts>): Item[] {
  const rows = db.prepare('SELECT * FROM reconnects').all() as Row[];
  return rows.map((row) => ({
    key: `${row['kind']} ${row['context']} ${row['kind'] === 'resume' ? row['first_attempt_ms'] : ''}`,
    exact: true,
    values: {
      cause: row['cause'] ?? null,
      instance: row['client_instance'] ?? null,
      user: account(row['user'] as string | null),
      mailbox: row['mailbox'] ?? null,
      endpoint: row['endpoint'] ?? null,
      previousContext: row['previous_context'] ?? null,
      lastGoodMs: ms(row['last_good_at']),
      lostMs: ms(row['lost_at']),
      firstAttemptMs: row['first_attempt_ms'] ?? null,
      connectedMs: ms(row['connected_at']),
      usableMs: ms(row['usable_at']),
      attempts: row['attempts'] ?? null,
      authLegs: row['auth_legs'] ?? null,
      frontEnd: row['front_end'] ?? null,
      backEnd: row['back_end'] ?? null,
    },
  }));
}

/** What was not found, what is not true, and what is told wrongly; empty when all is right. */
export function differences(truth: readonly Item[], seen: readonly Item[]): string[] {
  const found = new Map(seen.map((item) => [item.key, item]));
  const told: string[] = [];
  if (found.size !== seen.length) told.push(`${seen.length - found.size} seen twice`);
  for (const { key, exact, values } of truth) {
    const item = found.get(key);
    found.delete(key);
    if (item === undefined) {
      if (exact) told.push(`missed ${key} ${JSON.stringify(values)}`);
      continue;
    }
    if (!exact) continue;
    for (const [name, value] of Object.entries(values))
      if (item.values[name] !== value)
        told.push(`${key} ${name}: is ${item.values[name]}, should be ${value}`);
  }
  for (const [key, { values }] of found) told.push(`invented ${key} ${JSON.stringify(values)}`);
  return told;
}

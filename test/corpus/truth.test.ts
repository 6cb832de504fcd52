import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import type { FailureTruth, Truth } from '../../src/generate/truth.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';

/** What `requests` says of a request, with what its records say. */
interface Seen {
  requestId: string | null;
  outcome: string;
  failureClass: string | null;
  noise: string | null;
  clientInstance: string | null;
  user: string | null;
  status: number | null;
  startedMs: number;
  endedMs: number;
  /** Of a front-end record. */
  front: number | null;
  /** `failures` of a classic back-end record. */
  classicText: string | null;
}

const SEEN = `SELECT coalesce(f."RequestId", b."RequestId", c.front_end_request, a.front_end_request) AS requestId, q.outcome,
    q.failure_class AS failureClass, q.noise, q.client_instance AS clientInstance, f."AuthenticatedUser" AS user,
    f."HttpStatus" AS status, q.started_ms AS startedMs, q.ended_ms AS endedMs, q.record_id AS front, c.failures AS classicText
  FROM requests q
  LEFT JOIN http_proxy f ON f.record_id = q.record_id
  LEFT JOIN mapi_http b ON b.record_id = q.backend_record_id
  LEFT JOIN mapi_client_access c ON c.record_id = q.backend_record_id
  LEFT JOIN mapi_address_book a ON a.record_id = q.backend_record_id`;

const WINDOW = 30 * 60_000;

describe.each(['se', '2013'] as const)('requests agree with what happened, layout %s', (layout) => {
  let folder: string;
  let truth: Truth;
  let db: Connection;
  let requests: Seen[];
  let real: Seen[];
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-truth-'));
    const out = path.join(folder, 'logs');
    const file = path.join(folder, 'truth.json');
    await generate({ out, truth: file, layout, servers: 4, clients: 10, hours: 1, noise: 0.4, seed: 4 });
    truth = JSON.parse(readFileSync(file, 'utf8')) as Truth;
    db = openForWriting(':memory:');
    await ingest(db, [out]);
    requests = db.prepare(SEEN).all() as Seen[];
    real = requests.filter(({ noise }) => noise === null);
  });
  afterAll(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const count = (sql: string): number => db.prepare(sql).pluck().get() as number;
  const ofOutcome = (outcome: string): Seen[] => real.filter((one) => one.outcome === outcome);
  /** A failure that the address book of Exchange 2013 reports is in a row that names no request, as documented. */
  const namesNoRequest = ({ layer }: FailureTruth): boolean => layout === '2013' && layer === 'nspi';
  /** A 401 after which the client was never seen as a user: nothing says that it was a challenge. */
  const isOpenChallenge = (one: Seen): boolean =>
    one.status === 401 &&
    one.user === null &&
    !real.some(
      (other) =>
        other.clientInstance === one.clientInstance &&
        other.front !== null &&
        other.user !== null &&
        other.startedMs >= one.endedMs &&
        other.endedMs - one.endedMs <= WINDOW,
    );
  /** A classic row of a client that went away, without the front end's record. */
  const isClassicBreak = ({ front, classicText }: Seen): boolean =>
    front === null && classicText?.includes('[ResponseCode=14]') === true;

  it('is a data set with a little of everything', () => {
    expect(truth.frontEndRows.real).toBeGreaterThan(500);
    expect(truth.frontEndRows.noise).toBeGreaterThan(300);
    expect(new Set(truth.failures.map((failure) => failure.class)).size).toBeGreaterThan(5);
    expect(truth.clientGone).toBeGreaterThan(5);
    expect(truth.challenges).toBeGreaterThan(5);
    expect(truth.servers.some(({ clockSkewMs }) => clockSkewMs !== 0)).toBe(true);
    expect(truth.servers.some(({ frontEndLogged }) => !frontEndLogged)).toBe(true);
  });

  it('has as many records as lines were written', () => {
    const records = Object.fromEntries(
      Object.keys(truth.counts).map((kind) => [kind, count(`SELECT count(*) FROM ${kind}`)]),
    );
    const lines = Object.entries(truth.counts).map(([kind, written]) => [kind, written.lines]);
    expect(records).toEqual(Object.fromEntries(lines));
    expect(count('SELECT sum(records) FROM sources')).toBe(
      Object.values(records).reduce((sum, one) => sum + one, 0),
    );
    expect(count('SELECT count(*) FROM rejected_lines')).toBe(0);
  });

  it('shows every failure as failed', () => {
    const byId = new Map(requests.map((one) => [one.requestId, one]));
    const missed = truth.failures
      .filter((failure) => !namesNoRequest(failure))
      .filter(
        ({ requestId }) => byId.get(requestId)?.outcome !== 'failed' || byId.get(requestId)?.noise !== null,
      );
    expect(missed).toEqual([]);
  });

  it('shows nothing else of a real user as failed', () => {
    const failed = new Set(truth.failures.map(({ requestId }) => requestId));
    const others = ofOutcome('failed').filter(
      (one) => !failed.has(one.requestId ?? '') && !isOpenChallenge(one) && !isClassicBreak(one),
    );
    expect(others).toEqual([]);
  });

  it('has each request once', () => {
    const ids = requests.map(({ requestId }) => requestId);
    expect(ids).not.toContain(null);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('counts the challenges', () => {
    expect(ofOutcome('challenge')).toHaveLength(truth.challenges);
  });

  it('counts the clients that went away', () => {
    const classic = ofOutcome('failed').filter(isClassicBreak).length;
    expect(ofOutcome('client_gone').length + classic).toBe(truth.clientGone);
  });

  // `mapihttp: failure` has its code only in the text of `failures`: [ResponseCode=14].
  it.runIf(layout === '2013').fails('knows a client that went away by the back end alone', () => {
    expect(ofOutcome('failed').filter(isClassicBreak)).toEqual([]);
  });

  it('counts the noise by reason', () => {
    const rows = db.prepare('SELECT noise, count(*) AS rows FROM http_proxy GROUP BY noise').all() as {
      noise: string | null;
      rows: number;
    }[];
    const byReason = new Map(rows.map((row) => [row.noise, row.rows]));
    const { health_mailbox, am_probe, load_balancer } = truth.noise;
    expect(byReason.get('health_check')).toBe(load_balancer);
    // Self tests sign in as a health mailbox, which the rules look at first; only their 401s are left to `probe`.
    expect((byReason.get('health_mailbox') ?? 0) + (byReason.get('probe') ?? 0)).toBe(
      health_mailbox + am_probe,
    );
    expect(byReason.get('health_mailbox')).toBeGreaterThanOrEqual(am_probe);
    expect(byReason.get(null)).toBe(truth.frontEndRows.real);
  });
});

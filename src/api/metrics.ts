import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BackgroundIngest } from '../ingest/background.ts';
import type { SqlQueue } from '../sql-sandbox/sql-queue.ts';
import type { LiveFeed } from './live/live-feed.ts';
import type { Readers } from './readers/readers.ts';

const STATES = ['idle', 'running', 'watching', 'failed'] as const;

/**
 * What Prometheus is told: about mapiscope itself, never about who uses Exchange. Labels come from fixed sets.
 * Counters begin at 0 with the process.
 */
export function metricsOf(ingest: BackgroundIngest, live: LiveFeed, version: string): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'mapiscope_build_info',
    help: 'Always 1; the label is the version of mapiscope',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  countStored(ingest, registers);
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  const { status } = ingest;
  gauge(
    'mapiscope_ingest_lag_bytes',
    'Bytes written to the logs and not yet read',
    () => status.behind.bytes,
  );
  gauge(
    'mapiscope_ingest_lag_seconds',
    'For how long the oldest unread bytes have waited',
    () => status.behind.seconds,
  );
  gauge('mapiscope_ingest_queued_logs', 'Logs that the reading under way has still to read', () =>
    status.progress === null ? 0 : status.progress.files - status.progress.filesDone,
  );
  new Gauge({
    name: 'mapiscope_ingest_state',
    help: '1 for the state that the ingest is in',
    labelNames: ['state'],
    registers,
    collect() {
      for (const state of STATES) this.set({ state }, status.state === state ? 1 : 0);
    },
  });
  new Gauge({
    name: 'mapiscope_ingest_troubles',
    help: 'What keeps logs from being read now, by kind',
    labelNames: ['kind'],
    registers,
    collect() {
      this.reset();
      for (const { kind } of status.troubles) this.inc({ kind });
    },
  });
  gauge(
    'mapiscope_ingest_stale_folders',
    'Folders in which nothing has been written for long',
    () => status.stale.length,
  );
  observeLive(live, registers, gauge);
  return registry;
}

function countStored(ingest: BackgroundIngest, registers: Registry[]): void {
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const records = counter('mapiscope_ingest_records_total', 'Records stored');
  const rejected = counter('mapiscope_ingest_rejected_lines_total', 'Lines that could not be read');
  const bytes = counter(
    'mapiscope_ingest_bytes_total',
    'Bytes of logs read, of compressed logs unpacked ones',
  );
  const requests = counter('mapiscope_ingest_request_changes_total', 'Requests stored, new or changed');
  const commits = new Histogram({
    name: 'mapiscope_ingest_commit_seconds',
    help: 'How long a transaction took',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  ingest.on('stored', (stored) => {
    records.inc(stored.records);
    rejected.inc(stored.rejected);
    bytes.inc(stored.bytes);
    requests.inc(stored.requests.length);
    commits.observe(stored.commitMs / 1000);
  });
  const failures = counter('mapiscope_ingest_failures_total', 'Readings that failed and were tried again');
  ingest.on('trouble', () => failures.inc());
}

function observeLive(
  live: LiveFeed,
  registers: Registry[],
  gauge: (name: string, help: string, value: () => number) => void,
): void {
  gauge('mapiscope_live_clients', 'Clients of the live stream', () => live.clients);
  new Counter({
    name: 'mapiscope_live_requests_sent_total',
    help: 'Requests sent to clients of the live stream',
    registers,
    collect() {
      this.reset();
      this.inc(live.counts.sent);
    },
  });
  new Counter({
    name: 'mapiscope_live_gaps_total',
    help: 'Times a client of the live stream was told that it missed something',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(live.counts.gaps)) this.inc({ reason }, count);
    },
  });
}

/** A gauge of how many there are in each state. */
function gaugeByState(name: string, help: string, registry: Registry, counts: () => object): void {
  new Gauge({
    name,
    help,
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(counts())) this.set({ state }, count);
    },
  });
}

/**
 * Measures somebody's queries: how many run and wait now, and how those ended that are over.
 * @returns to be incremented for each that is over: `done`, `failed` or a code of `SqlError`
 */
export function measureSql(queue: SqlQueue, registry: Registry): Counter<'outcome'> {
  gaugeByState('mapiscope_sql_queries', 'Queries of users, by state', registry, () => queue.counts);
  return new Counter({
    name: 'mapiscope_sql_queries_total',
    help: 'Queries of users that are over, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
}

/** How many questions the processes that read work on, and how many wait for one. */
export function measureReaders(readers: Readers, registry: Registry): void {
  const help = 'Questions to the database, by state';
  gaugeByState('mapiscope_readers_questions', help, registry, () => readers.counts);
}

/** Measures the answers of the app, by route pattern. Streams are left out: they last as long as they are watched. */
export function measureAnswers(app: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'mapiscope_http_request_seconds',
    help: 'How long an answer took',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const { url: route } = routeOptions;
    // A method without a route is whatever the caller made up.
    const labels = route === undefined ? { method: 'other', route: 'none' } : { method, route };
    if (route === '/api/v1/live' && reply.statusCode === 200) return;
    seconds.observe({ ...labels, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}

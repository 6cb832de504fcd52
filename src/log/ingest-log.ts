import type { FastifyBaseLogger } from 'fastify';
import type { BackgroundIngest, IngestStatus } from '../ingest/background.ts';
import type { IngestSummary } from '../ingest/tally.ts';

type Trouble = IngestStatus['troubles'][number];
type Stale = IngestStatus['stale'][number];

/** Readings of fewer records are written for debugging only: while Exchange writes there are several a second. */
const LARGE = 10_000;
const LOOK_MS = 10_000;

/** Writes what an ingest does into the log: readings, and each trouble and stale folder when it comes and when it goes. */
export class IngestLog {
  readonly #log: FastifyBaseLogger;
  readonly #ingest: BackgroundIngest;
  #troubles = new Map<string, Trouble>();
  #stale = new Map<string, Stale>();
  #failure: string | null = null;

  constructor(log: FastifyBaseLogger, ingest: BackgroundIngest) {
    this.#log = log;
    this.#ingest = ingest;
    ingest.on('read', (summary) => this.#read(summary));
    ingest.on('trouble', (message) => this.#fail(message));
    ingest.on('troubles', () => this.#compare());
    ingest.on('leftOut', (files, beforeMs) =>
      log.info({ files, before: new Date(beforeMs).toISOString() }, 'too old for the limits, not read'),
    );
    // A folder that falls silent makes no event.
    setInterval(() => this.#compare(), LOOK_MS).unref();
  }

  #read({ files, records, rejected, bytes, seconds, unknownColumns, problems }: IngestSummary): void {
    if (this.#failure !== null) this.#log.info('reading goes on');
    this.#failure = null;
    const level = rejected > 0 || records >= LARGE ? 'info' : 'debug';
    const unknown = unknownColumns.length;
    this.#log[level]({ files, records, rejected, bytes, seconds, unknown_columns: unknown }, 'read');
    for (const { path, problem, serious, passing } of problems) {
      // What may be readable later is a trouble, and written as one.
      if (serious && !passing) this.#log.warn({ path, problem }, 'not read');
    }
    this.#compare();
  }

  #fail(message: string): void {
    // It is tried again and again.
    if (message !== this.#failure) this.#log.error({ problem: message }, 'reading failed and is tried again');
    this.#failure = message;
  }

  #compare(): void {
    const { troubles, stale } = this.#ingest.status;
    const { warn, info } = this.#levels();
    this.#troubles = changes(this.#troubles, troubles, ({ kind, path }) => `${kind} ${path}`, {
      came: ({ path, kind, message, advice }) => warn({ path, kind, problem: message, advice }, 'trouble'),
      went: ({ path, kind, sinceMs, tries }) =>
        info({ path, kind, seconds: age(sinceMs), tries }, 'trouble is over'),
    });
    this.#stale = changes(this.#stale, stale, ({ kind, folder }) => `${kind} ${folder}`, {
      came: ({ folder, kind, silentMs }) =>
        warn({ path: folder, kind, seconds: Math.round(silentMs / 1000) }, 'nothing is written any more'),
      went: ({ folder, kind }) => info({ path: folder, kind }, 'is written again'),
    });
  }

  #levels() {
    const write = (level: 'warn' | 'info') => (line: object, message: string) =>
      this.#log[level](line, message);
    return { warn: write('warn'), info: write('info') };
  }
}

const age = (sinceMs: number): number => Math.round((Date.now() - sinceMs) / 1000);

/** Tells what has come and gone. @returns what there is now, by key */
function changes<Item>(
  before: Map<string, Item>,
  now: readonly Item[],
  keyOf: (item: Item) => string,
  tell: { came: (item: Item) => void; went: (item: Item) => void },
): Map<string, Item> {
  const current = new Map(now.map((item) => [keyOf(item), item]));
  for (const [key, item] of current) if (!before.has(key)) tell.came(item);
  for (const [key, item] of before) if (!current.has(key)) tell.went(item);
  return current;
}

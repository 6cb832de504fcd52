import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { MAX_ANSWER_BYTES } from '../../sql-sandbox/limits.ts';
import type { RowFormat } from '../../sql-sandbox/protocol.ts';
import { SqlError, type SqlOptions, type SqlResult, type TextSink } from '../../sql-sandbox/run-sql.ts';
import { SqlQueue } from '../../sql-sandbox/sql-queue.ts';
import { documentedViews } from '../../store/view-documentation.ts';
import type { RouteContext } from '../app.ts';
import { checkBody } from '../body-check.ts';
import { measureSql } from '../metrics.ts';
import { clientOf } from '../plugins/limits.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { answersOf, sendJson } from '../routing.ts';
import { SqlAnswer, SqlQuery, SqlSchema, SqlStreamQuery } from '../schemas/sql.ts';
import type { TypedApp } from '../typed-app.ts';

type Asked = Static<typeof SqlStreamQuery>;

/** A body holds 65,536 characters of SQL, escaped. */
const BODY_LIMIT = 512 * 1024;

const OPTIONS = {
  config: { scope: 'sql' },
  bodyLimit: BODY_LIMIT,
  validatorCompiler: checkBody,
} as const;

/** `/api/v1/sql`: somebody's SQL, in a process of its own. `/api/v1/sql/schema`: what can be asked. */
export function sqlRoutes(app: TypedApp, { reader, metrics }: RouteContext): void {
  const queue = new SqlQueue(reader.file);
  const ended = measureSql(queue, metrics);
  app.addHook('preClose', async () => queue.close());

  const json = {
    schema: {
      tags: ['sql'],
      summary: 'The rows that a SELECT gives',
      description: 'Runs in a process of its own that can only read, and is killed at the deadline.',
      body: SqlQuery,
      response: answersOf(SqlAnswer, PROBLEMS),
    },
    ...OPTIONS,
  };
  app.post('/api/v1/sql', json, async (request, reply) =>
    sendJson(
      reply,
      await asJson(new SqlRun(queue, ended, request, reply), request.body as Static<typeof SqlQuery>),
    ),
  );
  for (const [format, type] of STREAMS) {
    const file = {
      description: 'All rows',
      content: { [type.replace(/;.*/, '')]: { schema: Type.String() } },
    };
    const stream = {
      schema: {
        tags: ['sql'],
        summary: `The rows that a SELECT gives, as ${format.toUpperCase()}`,
        body: SqlStreamQuery,
        response: { ...answersOf(Type.String(), PROBLEMS), 200: file },
      },
      ...OPTIONS,
    };
    app.post(`/api/v1/sql.${format}`, stream, async (request, reply) => {
      const rows = await asStream(new SqlRun(queue, ended, request, reply), format, request.body as Asked);
      return sendStream(reply, type, rows);
    });
  }

  const schema = {
    tags: ['sql'],
    summary: 'The views with their documentation',
    response: answersOf(SqlSchema),
  };
  app.get('/api/v1/sql/schema', { schema }, async () => ({ views: documentedViews() }));
}

const sendStream = (reply: FastifyReply, type: string, rows: PassThrough): FastifyReply =>
  reply.type(type).send(rows);

const PROBLEMS: readonly ProblemCode[] = [
  'sql_error',
  'sql_refused',
  'sql_timeout',
  'sql_memory',
  'sql_busy',
  'sql_died',
];

const STREAMS = [
  ['csv', 'text/csv; charset=utf-8; header=present'],
  ['ndjson', 'application/x-ndjson; charset=utf-8'],
] as const;

/** A query of a request: ended when the client goes away, and told of in the log. */
class SqlRun {
  readonly #queue: SqlQueue;
  readonly #ended: ReturnType<typeof measureSql>;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;

  constructor(
    queue: SqlQueue,
    ended: ReturnType<typeof measureSql>,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    this.#queue = queue;
    this.#ended = ended;
    this.#request = request;
    this.#reply = reply;
  }

  /** Whose turn it is, and who is named in the log: a token by its name, else the address. */
  get #caller(): string {
    return this.#request.caller?.name ?? clientOf(this.#request);
  }

  /** @throws Problem */
  async run(
    format: RowFormat,
    asked: Asked,
    limits: Pick<SqlOptions, 'maxBytes' | 'maxRows'>,
    sink: TextSink,
  ) {
    const gone = new AbortController();
    const { raw } = this.#reply;
    const onClose = (): void => {
      if (!raw.writableFinished) gone.abort();
    };
    raw.once('close', onClose);
    const started = performance.now();
    try {
      const { params = [], explain, timeout_ms: timeoutMs } = asked;
      const options: SqlOptions = { params, explain, timeoutMs, signal: gone.signal, ...limits };
      const result = await this.#queue.run(this.#caller, asked.sql, format, options, sink);
      this.#tell(asked, format, started, 'done', result);
      return result;
    } catch (error) {
      this.#tell(asked, format, started, error instanceof SqlError ? error.code : 'failed', null);
      if (error instanceof SqlError) throw this.#problem(error);
      throw error;
    } finally {
      raw.off('close', onClose);
    }
  }

  /** The audit line, and the figure. The SQL may quote personal data, so only its hash is written: the same SQL has the same. */
  #tell(asked: Asked, format: RowFormat, started: number, outcome: string, result: SqlResult | null): void {
    const line = {
      caller: this.#caller,
      sql_sha256: createHash('sha256').update(asked.sql).digest('hex').slice(0, 16),
      explain: asked.explain,
      format,
      outcome,
      rows: result?.rows ?? null,
      truncated: result?.truncated ?? null,
      ms: Math.round(performance.now() - started),
    };
    this.#request.log.info(line, 'sql');
    this.#ended.inc({ outcome });
  }

  #problem({ code, message, position }: SqlError): Problem {
    // Nobody is there to read it.
    if (code === 'sql_cancelled') return new Problem('sql_busy', 'cancelled');
    if (code === 'sql_busy') this.#reply.header('retry-after', '1');
    return new Problem(code, message, position === null ? {} : { position });
  }
}

/** The answer as a whole, as far as it is allowed to be long. */
async function asJson(run: SqlRun, asked: Static<typeof SqlQuery>): Promise<string> {
  const parts: string[] = [];
  let columns: string[] = [];
  const limits = { maxRows: asked.max_rows, maxBytes: MAX_ANSWER_BYTES };
  const { truncated, elapsedMs } = await run.run('arrays', asked, limits, {
    columns: (names) => {
      columns = names;
    },
    rows: (text) => {
      parts.push(text);
    },
  });
  const head = `{"columns":${JSON.stringify(columns)},"rows":[`;
  const tail = `],"truncated":${JSON.stringify(truncated)},"elapsed_ms":${Math.round(elapsedMs * 10) / 10}}`;
  return [head, ...parts, tail].join('');
}

/**
 * The rows as they come. What fails before the first of them is a problem; what fails later breaks the stream off, so that
 * nobody takes a part for the whole.
 */
function asStream(run: SqlRun, format: 'csv' | 'ndjson', asked: Asked): Promise<PassThrough> {
  const stream = new PassThrough();
  return new Promise((resolve, reject) => {
    let begun = false;
    const begin = (): void => {
      begun = true;
      resolve(stream);
    };
    const sink: TextSink = {
      columns: () => undefined,
      async rows(text) {
        begin();
        if (!stream.write(text)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
      },
    };
    run.run(format, asked, { maxRows: asked.max_rows ?? null }, sink).then(
      () => {
        begin();
        stream.end();
      },
      (error: Error) => {
        if (begun) stream.destroy(error);
        else reject(error);
      },
    );
  });
}

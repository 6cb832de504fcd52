import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import type { Answers } from './answers/answers.ts';
import { type ExportFormat, type ExportQuery, exportFormats } from './answers/export.ts';
import type { ListName } from './answers/lists.ts';
import type { RouteContext } from './app.ts';
import { type ProblemCode, problems } from './problems.ts';
import type { Readers } from './readers/readers.ts';
import { pageParameters } from './schemas/filter.ts';
import { ProblemDocument } from './schemas/problem.ts';
import { parameters } from './schemas/queries.ts';
import type { TypedApp } from './typed-app.ts';

/** Groups of routes in the description of the API. */
export type Tag = 'figures' | 'lists' | 'details' | 'live' | 'sql' | 'operation';

/** What a route says of itself, for people and in the description of the API. */
export interface Described {
  tags: [Tag];
  summary: string;
  description?: string;
}

/** Any route may be asked for in a wrong way, by a wrong name, from the wrong place or by nobody known, or meet a fault. */
const ANYWHERE: readonly ProblemCode[] = [
  'bad_request',
  'unauthorized',
  'forbidden_host',
  'not_through_proxy',
  'cross_site',
  'forbidden_scope',
  'too_many_requests',
  'overloaded',
  'internal',
];
/** What the readers may refuse. */
export const READERS: readonly ProblemCode[] = ['too_slow'];

const json = (schema: TSchema) => ({ 'application/json': { schema } });

/** The answers of a route by status: its own, and the problems it may meet. */
export function answersOf(ok: TSchema, codes: readonly ProblemCode[] = []): Record<number, unknown> {
  const answers: Record<number, unknown> = { 200: { description: 'The answer', content: json(ok) } };
  for (const code of [...ANYWHERE, ...codes]) {
    const { status } = problems[code];
    const of = [...ANYWHERE, ...codes].filter((other) => problems[other].status === status);
    answers[status] = {
      description: of.map((other) => `\`${other}\`: ${problems[other].title}`).join('; '),
      content: { 'application/problem+json': { schema: ProblemDocument } },
    };
  }
  return answers;
}

/** Sends what the readers made: it is JSON already. */
export const sendJson = (reply: FastifyReply, json: string): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(json);

const TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** Sends a list as a file. Nothing is sent before its first part is there: until then it may still be a problem. */
async function sendExport(
  reply: FastifyReply,
  readers: Readers,
  wanted: Omit<ExportQuery, 'cursor'>,
): Promise<FastifyReply> {
  const { list, format } = wanted;
  const parts = readers.export(wanted);
  const { value: first = '' } = await parts.next();
  async function* all(): AsyncGenerator<string> {
    yield first;
    yield* parts;
  }
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return reply
    .type(TYPES[format])
    .header('content-disposition', `attachment; filename="mapiscope-${list}-${stamp}Z.${format}"`)
    .send(Readable.from(all(), { objectMode: false }));
}

/** A list: its pages as JSON, and the whole of it as files. */
export interface ListRoute {
  /** Its question and its name in the path. */
  name: ListName & keyof Answers;
  /** Its parameters without those of paging. */
  filters: TProperties;
  /** Whether it comes in pages; false where the whole is one answer. */
  paged: boolean;
  answer: TSchema;
  /** A row of it: its properties are the columns of a file. */
  row: TObject;
  described: Described;
}

/** Registers a list under `/api/v1/NAME`, `/api/v1/NAME.csv` and `/api/v1/NAME.ndjson`. */
export function listRoute(
  app: TypedApp,
  { readers }: Pick<RouteContext, 'readers'>,
  { name, filters, paged, answer, row, described }: ListRoute,
): void {
  const page = {
    ...described,
    querystring: parameters(paged ? { ...filters, ...pageParameters } : filters),
    response: answersOf(answer, READERS),
  };
  app.get(`/api/v1/${name}`, { schema: page }, async ({ query }, reply) =>
    sendJson(reply, await readers.ask(name, query as never)),
  );
  const columns = Object.keys(row.properties);
  for (const format of exportFormats) {
    const whole = {
      ...described,
      summary: `${described.summary}, as ${format.toUpperCase()}`,
      querystring: parameters(filters),
      response: { ...answersOf(answer, READERS), 200: fileOf(format) },
    };
    app.get(
      `/api/v1/${name}.${format}`,
      { schema: whole, exposeHeadRoute: false },
      async ({ query }, reply) => sendExport(reply, readers, { list: name, columns, format, query }),
    );
  }
}

const fileOf = (format: ExportFormat) => ({
  description: 'The whole list',
  content: { [TYPES[format].replace(/;.*/, '')]: { schema: Type.String() } },
});

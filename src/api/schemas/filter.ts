import { type TSchema, Type } from 'typebox';
import type { Dimension } from '../../store/sqlite/figures/shapes.ts';
import type { FilterColumn } from '../../store/sqlite/request-filter.ts';

const one = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description });
/** A filter that may be given several times: any of the values will do. */
const anyOf = (description: string, maxLength = 255) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength }), { minItems: 1, maxItems: 50, description }),
  );

const TIME =
  'ISO-8601 (UTC without a zone), or relative to the clock (`now-15m`) or to the newest request (`latest-24h`)';

/** Filters that take values. A column that can be filtered by must have one here, and nothing else may: the compiler sees to it. */
export const valueParameters = {
  user: anyOf('Any spelling of a person; all spellings of that person are meant.', 512),
  mailbox: anyOf('GUID of the mailbox.'),
  server: anyOf('Front end or back end, with or without its domain.'),
  front_end: anyOf('Front end, with or without its domain.'),
  back_end: anyOf('Back end, with or without its domain.'),
  database: anyOf('GUID of the mailbox database.'),
  client_ip: anyOf('Address of the client.'),
  subnet: anyOf('Network of the client: `10.4.2.0/24`, or `2001:db8:0:1::/64`.'),
  client_software: anyOf('Program of the client.'),
  client_version: anyOf('Version of the program.'),
  client_mode: anyOf('Mode of the client, such as `cached`.'),
  client_instance: anyOf('GUID of the running Outlook (`CI:`).'),
  context: anyOf('GUID of the Session Context (`R:`).'),
  endpoint: anyOf('`emsmdb` (mailbox) or `nspi` (address book).'),
  request_type: anyOf('`Connect`, `Execute`, `NotificationWait`, `Bind` …'),
  outcome: Type.Optional(
    Type.Array(Type.Enum(['ok', 'failed', 'challenge', 'client_gone']), {
      minItems: 1,
      maxItems: 4,
      description: 'What became of the request.',
    }),
  ),
  failure_class: anyOf('Class of the failure.'),
  noise: anyOf('Why nobody caused the request. Implies `include_noise`.'),
} satisfies Record<FilterColumn, TSchema>;

/** The filters of every list and every figure; all that are given must hold. */
export const filterParameters = {
  since: Type.Optional(one(40, `Ended at this time or later: ${TIME}.`)),
  until: Type.Optional(one(40, `Ended before this time: ${TIME}.`)),
  ...valueParameters,
  min_ms: Type.Optional(Type.Number({ minimum: 0, description: 'Took at least so many milliseconds.' })),
  max_ms: Type.Optional(Type.Number({ minimum: 0, description: 'Took less than so many milliseconds.' })),
  include_noise: Type.Boolean({
    default: false,
    description: 'Whether requests that nobody caused count too.',
  }),
};

/** What figures and facets can be split by. */
export const dimensions = [
  'user',
  'mailbox',
  'server',
  'front_end',
  'back_end',
  'database',
  'client_ip',
  'subnet',
  'client_software',
  'client_version',
  'client_mode',
  'endpoint',
  'request_type',
  'outcome',
  'failure_class',
] as const satisfies readonly Dimension[];

/** Paging of a list: pages do not move while data arrives. */
export const pageParameters = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Rows in one answer.' }),
  cursor: Type.Optional(one(200, '`next_cursor` of an answer: goes on behind it.')),
};

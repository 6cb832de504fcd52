import { Type } from 'typebox';

const one = (maxLength: number) => Type.String({ minLength: 1, maxLength });
/** A filter that may be given several times: any of the values will do. */
const anyOf = (maxLength = 255) => Type.Optional(Type.Array(one(maxLength), { maxItems: 50 }));

/**
 * The filters of every list and every figure; all that are given must hold. A time is ISO-8601 (UTC without a zone), or
 * relative to the clock (`now-15m`) or to the newest record (`latest-24h`): units s, m, h, d, w.
 */
export const filterParameters = {
  since: Type.Optional(one(40)),
  until: Type.Optional(one(40)),
  /** Any spelling of a person; all spellings of that person are meant. */
  user: anyOf(512),
  mailbox: anyOf(),
  /** Front end or back end, with or without its domain. */
  server: anyOf(),
  front_end: anyOf(),
  back_end: anyOf(),
  database: anyOf(),
  client_ip: anyOf(),
  /** `10.4.2.0/24`, or `2001:db8:0:1::/64`. */
  subnet: anyOf(),
  client_software: anyOf(),
  client_version: anyOf(),
  client_mode: anyOf(),
  client_instance: anyOf(),
  context: anyOf(),
  endpoint: anyOf(),
  request_type: anyOf(),
  outcome: Type.Optional(
    Type.Array(Type.Enum(['ok', 'failed', 'challenge', 'client_gone']), { maxItems: 4 }),
  ),
  failure_class: anyOf(),
  /** Of a noisy request: why nobody caused it. Implies `include_noise`. */
  noise: anyOf(),
  /** Requests that took at least, and less than, so many milliseconds. */
  min_ms: Type.Optional(Type.Number({ minimum: 0 })),
  max_ms: Type.Optional(Type.Number({ minimum: 0 })),
  include_noise: Type.Boolean({ default: false }),
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
] as const;
export type Dimension = (typeof dimensions)[number];

/** Paging of a list: pages do not move while data arrives. */
export const pageParameters = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
};

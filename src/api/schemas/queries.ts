import { type TProperties, Type } from 'typebox';
import { latencyMeasures } from './figures.ts';
import { dimensions, filterParameters, pageParameters } from './filter.ts';

/** Parameters of a route. What has another name is an error: a mistyped filter must not give everything. */
export const parameters = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/** The number of a row, in a path. */
export const ById = parameters({
  id: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'The `id` of the row.' }),
});

export const RequestQuery = parameters({ ...filterParameters, ...pageParameters });

export const RequestDetailQuery = parameters({
  context: Type.Integer({
    minimum: 0,
    maximum: 50,
    default: 3,
    description: 'Lines of the log that are given before and after the raw line.',
  }),
});

/** Of a session's timeline: which steps. */
export const SessionDetailQuery = parameters({
  first_step: Type.Integer({
    minimum: 0,
    maximum: 10_000_000,
    default: 0,
    description: 'Number of the first step of the timeline that is given, from 0.',
  }),
  limit: Type.Integer({
    minimum: 1,
    maximum: 5000,
    default: 1000,
    description: 'Steps of the timeline that are given.',
  }),
});

const values = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 50, description }),
  );

export const failureFilters = {
  ...filterParameters,
  code: values('The code as the log has it, its name, or its number (`10`, `0x8004011D`).'),
  layer: values('Who reports it: `http`, `proxy`, `mapihttp`, `rpc`, `rop` or `nspi`.'),
  resolution: Type.Optional(
    Type.Array(Type.Enum(['recovered', 'recovered_later', 'unresolved', 'pending']), {
      minItems: 1,
      maxItems: 4,
      description: 'What became of it.',
    }),
  ),
};
export const FailureQuery = parameters({ ...failureFilters, ...pageParameters });
export const FailureCodeQuery = parameters(failureFilters);

const kind = Type.Optional(
  Type.Array(Type.Enum(['reconnect', 'restart', 'resume']), {
    minItems: 1,
    maxItems: 3,
    description:
      'How the client came back: `reconnect` or `restart` in a new context, `resume` in the one that it had.',
  }),
);

export const reconnectFilters = {
  ...filterParameters,
  kind,
  sort: Type.Enum(['newest', 'slowest'], {
    default: 'newest',
    description: '`newest` first, or `slowest` first: those that took longest to be of use (`usable_ms`).',
  }),
};
export const ReconnectQuery = parameters({ ...reconnectFilters, ...pageParameters });

const steps = {
  steps: Type.Integer({
    minimum: 2,
    maximum: 500,
    default: 120,
    description: 'Steps of time in a series at most; their length is a round one.',
  }),
};

export const OverviewQuery = parameters({ ...filterParameters, ...steps });

export const LatencyQuery = parameters({
  ...filterParameters,
  ...steps,
  measure: Type.Enum([...latencyMeasures], {
    default: 'duration_ms',
    description: 'Of requests `duration_ms`; of clients that came back one of the others.',
  }),
  kind,
  by: Type.Optional(
    Type.Enum([...dimensions, 'cause', 'kind'], {
      description: 'What it is split by; `cause` and `kind` only for clients that came back.',
    }),
  ),
  groups: Type.Integer({
    minimum: 1,
    maximum: 500,
    default: 50,
    description: 'Groups at most, those with the most values first.',
  }),
});

export const FacetQuery = parameters({
  ...filterParameters,
  dimension: Type.Array(Type.Enum([...dimensions]), {
    minItems: 1,
    maxItems: dimensions.length,
    description: 'What is counted by value; may be given several times.',
  }),
  values: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 20,
    description: 'Values of each dimension at most, the most frequent first.',
  }),
  own_filter: Type.Boolean({
    default: true,
    description:
      'Whether the filter on a dimension holds for its own counts too; without, they tell what else could be chosen.',
  }),
});

export const userFilters = {
  ...filterParameters,
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 512,
      description: 'Only people one of whose spellings has this in it, in any letter case.',
    }),
  ),
};
export const UserQuery = parameters({ ...userFilters, ...pageParameters });

/** A person, in a path. */
export const ByUser = parameters({
  user: Type.String({ minLength: 1, maxLength: 512, description: 'The person, in any spelling.' }),
});

export const UserDetailQuery = parameters(
  Object.fromEntries(Object.entries(filterParameters).filter(([name]) => name !== 'user')) as Omit<
    typeof filterParameters,
    'user'
  >,
);

export const SearchQuery = parameters({
  q: Type.String({
    minLength: 1,
    maxLength: 512,
    description: 'A user, an address, a server, a version, a GUID of any kind, or a code in any notation.',
  }),
  limit: Type.Integer({ minimum: 1, maximum: 50, default: 8, description: 'Hits of each kind at most.' }),
});

export const rejectedFilters = {
  source_file: Type.Optional(
    Type.String({ minLength: 1, maxLength: 4096, description: 'Only lines of this log, by its `path`.' }),
  ),
};
export const RejectedQuery = parameters({ ...rejectedFilters, ...pageParameters });

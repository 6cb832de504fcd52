import { type TProperties, Type } from 'typebox';
import { filterParameters, pageParameters } from './filter.ts';

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

export const reconnectFilters = {
  ...filterParameters,
  sort: Type.Enum(['newest', 'slowest'], {
    default: 'newest',
    description: '`newest` first, or `slowest` first: those that took longest to be of use (`usable_ms`).',
  }),
};
export const ReconnectQuery = parameters({ ...reconnectFilters, ...pageParameters });

export const rejectedFilters = {
  source_file: Type.Optional(
    Type.String({ minLength: 1, maxLength: 4096, description: 'Only lines of this log, by its `path`.' }),
  ),
};
export const RejectedQuery = parameters({ ...rejectedFilters, ...pageParameters });

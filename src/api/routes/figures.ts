import type { RouteContext } from '../app.ts';
import { answersOf, READERS, sendJson } from '../routing.ts';
import { Facets, Latency, Overview } from '../schemas/figures.ts';
import { FacetQuery, LatencyQuery, OverviewQuery } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/overview`, `/api/v1/latency` and `/api/v1/facets`: figures over many requests, at most two seconds old. */
export function figureRoutes(app: TypedApp, { readers }: RouteContext): void {
  const overview = {
    tags: ['figures'],
    summary: 'How things are: totals, series, servers, and where it hurts',
    querystring: OverviewQuery,
    response: answersOf(Overview, READERS),
  };
  app.get('/api/v1/overview', { schema: overview }, async ({ query }, reply) =>
    sendJson(reply, await readers.askFigures('overview', query)),
  );

  const latency = {
    tags: ['figures'],
    summary:
      'How long requests took, or clients to come back: percentiles over time and by group, distribution',
    querystring: LatencyQuery,
    response: answersOf(Latency, READERS),
  };
  app.get('/api/v1/latency', { schema: latency }, async ({ query }, reply) =>
    sendJson(reply, await readers.askFigures('latency', query)),
  );

  const facets = {
    tags: ['figures'],
    summary: 'The values of dimensions with their counts, most frequent first',
    querystring: FacetQuery,
    response: answersOf(Facets, READERS),
  };
  app.get('/api/v1/facets', { schema: facets }, async ({ query }, reply) =>
    sendJson(reply, await readers.askFigures('facets', query)),
  );
}

import type { Static } from 'typebox';
import { coverageOf } from '../../store/sqlite/coverage.ts';
import { stepsOf } from '../../store/sqlite/figures/steps.ts';
import type { Facets, Latency, Overview } from '../schemas/figures.ts';
import type { FacetQuery, LatencyQuery, OverviewQuery } from '../schemas/queries.ts';
import { type About, aboutOf, boundedOf } from './about.ts';
import type { AnswerContext } from './context.ts';

/**
 * The steps of time of a range, from where there is something on: a day that was asked for, of which an hour was logged, is
 * drawn as that hour.
 */
function stepsFor({ figures }: AnswerContext, { range: { since_ms, until_ms } }: About, most: number) {
  const firstMs = figures.span()?.firstMs ?? since_ms;
  return stepsOf(firstMs < until_ms ? Math.max(since_ms, firstMs) : since_ms, until_ms, most);
}

/** `GET /api/v1/overview`. */
export function overview(
  context: AnswerContext,
  query: Static<typeof OverviewQuery>,
): Static<typeof Overview> {
  const about = aboutOf(context, query);
  const filter = boundedOf(about);
  return {
    range: about.range,
    coverage: coverageOf(context.db, filter, context.ingest),
    ...context.figures.overview(filter, stepsFor(context, about, query.steps)),
  };
}

/** `GET /api/v1/latency`. */
export function latency(
  context: AnswerContext,
  { measure, by, kind, groups, ...query }: Static<typeof LatencyQuery>,
): Static<typeof Latency> {
  const about = aboutOf(context, query);
  const filter = boundedOf(about);
  const steps = stepsFor(context, about, query.steps);
  return {
    range: about.range,
    coverage: coverageOf(context.db, filter, context.ingest),
    measure,
    by: by ?? null,
    ...context.figures.latency(filter, steps, { measure, by: by ?? null, kinds: kind ?? null, groups }),
  };
}

/** `GET /api/v1/facets`. */
export function facets(
  context: AnswerContext,
  { dimension, values, own_filter: ownFilter, ...query }: Static<typeof FacetQuery>,
): Static<typeof Facets> {
  const about = aboutOf(context, query);
  // A dimension that is given twice is answered once.
  const wanted = [...new Set(dimension)];
  const filter = boundedOf(about);
  const isApart = (one: (typeof wanted)[number]): boolean => !ownFilter && filter[one] !== undefined;
  const together = wanted.filter((one) => !isApart(one));
  const facets = together.length === 0 ? [] : context.figures.facets(filter, together, values);
  for (const one of wanted.filter(isApart))
    facets.push(...context.figures.facets({ ...filter, [one]: undefined }, [one], values));
  const place = ({ dimension: name }: { dimension: string }): number =>
    wanted.indexOf(name as (typeof wanted)[number]);
  return { range: about.range, facets: facets.sort((a, b) => place(a) - place(b)) };
}

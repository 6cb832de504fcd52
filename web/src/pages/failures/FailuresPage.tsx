import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { facetsOfQuery, overviewQuery } from '../../api/queries.ts';
import { BarList } from '../../components/BarList.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Figure, Part } from '../../components/Figure.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { apiParameters, hidesFailures, isMoving, onlyFailures } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { FailureChart } from '../overview/FailureChart.tsx';
import { ChosenCode } from './CodeMeaning.tsx';
import { FailureCodes } from './FailureCodes.tsx';
import { FailureList } from './FailureList.tsx';
import classes from './Failures.module.css';

type Dimension = keyof typeof texts.failures.dimensions;
const dimensions = Object.keys(texts.failures.dimensions) as Dimension[];
const resolutions = ['recovered', 'recovered_later', 'unresolved', 'pending'] as const;

/** What failed: over time, by code with its meaning, where, and each failure with what became of it. */
export default function FailuresPage() {
  const { filters, href } = useFilters();
  const [code] = useParameter('code');
  // Of the failures alone: those of a busy day are counted in half the time that all its requests take.
  const overview = useQuery({
    ...overviewQuery(apiParameters(onlyFailures(filters)).toString(), isMoving(filters)),
    enabled: !hidesFailures(filters),
  });
  const { failures } = texts;
  const { data } = overview;
  if (overview.isError && data === undefined) {
    return <ErrorState what={failures.what} error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  if (hidesFailures(filters) || data?.totals.failed === 0) {
    return <EmptyState title={failures.empty}>{failures.emptyText}</EmptyState>;
  }
  if (data === undefined) return <Skeleton lines={16} />;
  return (
    <div className="stack" aria-busy={overview.isPlaceholderData}>
      {code !== null && (
        <>
          <ChosenCode code={code} />
          <FailureList />
        </>
      )}
      <p className={classes.counts}>
        <Link href={href('/requests', onlyFailures)}>{failures.toRequests}</Link>
        <Link href={href('/sessions', onlyFailures)}>{failures.toSessions}</Link>
      </p>
      <FailureChart data={data} />
      <Section title={failures.became}>
        <div className={classes.figures}>
          {resolutions.map((resolution) => {
            const { name, meaning } = named(texts.codes.resolutions, resolution);
            return (
              <Figure key={resolution} label={name} title={meaning} href={null}>
                <Part value={formatNumber(data.totals[resolution])} />
              </Figure>
            );
          })}
        </div>
      </Section>
      <FailureCodes />
      <Where />
      {code === null && <FailureList />}
    </div>
  );
}

/** Where failures gather: the values with the most of them; a click filters. */
function Where() {
  const { filters, add } = useFilters();
  const failed = apiParameters(onlyFailures(filters)).toString();
  const answer = useQuery(facetsOfQuery(failed, dimensions, 8, isMoving(filters)));
  const { failures, shared } = texts;
  return (
    <Section title={failures.where}>
      {answer.isError && answer.data === undefined ? (
        <ErrorState what={failures.where} error={answer.error} onRetry={() => void answer.refetch()} />
      ) : answer.data === undefined ? (
        <Skeleton lines={8} />
      ) : (
        <div className={classes.where}>
          {answer.data.facets.map(({ dimension, values, other_count: rest }) => {
            const name = dimension as Dimension;
            return (
              <section key={dimension} aria-label={failures.dimensions[name]}>
                <h3>{failures.dimensions[name]}</h3>
                <BarList
                  label={failures.dimensions[name]}
                  rest={rest}
                  onChoose={(value) => add(name, value)}
                  chooseTitle={(value) => shared.filterBy(texts.filters.names[name], visibleText(value))}
                  bars={values.map(({ value, count }) => ({
                    value,
                    count,
                    ...(name === 'failure_class' && value !== null
                      ? named(texts.codes.failureClasses, value)
                      : {}),
                  }))}
                />
              </section>
            );
          })}
        </div>
      )}
    </Section>
  );
}

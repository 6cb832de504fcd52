import type { Overview, Survival } from '../../api/types.ts';
import { Spark } from '../../charts/Spark.tsx';
import { Figure, Note, Part, Trend } from '../../components/Figure.tsx';
import { Mark } from '../../components/OutcomeMark.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatCompact, formatNumber, formatShare } from '../../format/numbers.ts';
import { hasPage } from '../../pages/pages.ts';
import { withValue } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { earlier } from './earlier.ts';
import classes from './Overview.module.css';
import type { Compared } from './use-compared.ts';

const breaksOf = ({ resumes, reconnects }: Survival): number => resumes + reconnects;

const duration = (ms: number | null): string => (ms === null ? texts.shared.none : formatDuration(ms));

/** The four figures that tell whether users work undisturbed, each beside what it was before. */
export function Headline({ data, compared }: { readonly data: Overview; readonly compared: Compared }) {
  const { totals, series } = data;
  const { before, series: earlierSeries } = compared;
  const than = texts.overview.compare.choices[compared.by];
  const { href } = useFilters();
  const { figures } = texts.overview;
  const { percentiles } = texts.shared;
  const link = (path: string, to: string): string | null => (hasPage(path) ? to : null);
  const { survival, reconnect, execute } = totals;
  const rate = totals.requests === 0 ? null : totals.failed / totals.requests;
  const rateBefore =
    before == null
      ? before
      : earlier(totals.requests, before.requests, before.failed / Math.max(before.requests, 1));
  const breaks = breaksOf(survival);
  const survivedBefore =
    before == null ? before : earlier(breaks, breaksOf(before.survival), before.survival.survived);
  const p95Before = (name: 'reconnect' | 'execute'): number | null | undefined =>
    before == null ? before : earlier(totals[name].count, before[name].count, before[name].p95);
  return (
    <section className={classes.figures} aria-label={figures.label}>
      <Figure
        label={figures.reconnects}
        title={figures.reconnectsMeaning}
        href={link('/reconnects', href('/reconnects'))}
        spark={<Spark values={series.reconnect_p95} behind={earlierSeries((of) => of.reconnect_p95)} />}
        note={
          <Note>
            {figures.reconnectCount(reconnect.count)}
            <Trend now={reconnect.p95} before={p95Before('reconnect')} than={than} worse="up" quiet={0.2} />
          </Note>
        }
      >
        <Part name={percentiles.p50} value={duration(reconnect.p50)} />
        <Part name={percentiles.p95} value={duration(reconnect.p95)} />
      </Figure>
      <Figure
        label={figures.survived}
        title={figures.survivedMeaning}
        href={link('/reconnects', href('/reconnects'))}
        spark={<Spark values={series.survived} behind={earlierSeries((of) => of.survived)} />}
        note={
          <Note>
            {figures.survivedOf(formatNumber(survival.resumes), breaks)}
            <Trend now={survival.survived} before={survivedBefore} than={than} worse="down" quiet={0.01} />
          </Note>
        }
      >
        <Part value={survival.survived === null ? texts.shared.none : formatShare(survival.survived)} />
      </Figure>
      <Figure
        label={figures.failed}
        href={link('/failures', href('/failures'))}
        spark={<Spark values={series.failed} behind={earlierSeries((of) => of.failed)} />}
        note={
          <Note>
            {figures.failedOf(formatNumber(totals.failed), formatCompact(totals.requests))}
            {figures.users(formatNumber(totals.users_with_failures), formatNumber(totals.users))}
            <Trend now={rate} before={rateBefore} than={than} worse="up" quiet={0.1} />
          </Note>
        }
      >
        <Part value={rate === null ? texts.shared.none : formatShare(rate)} />
        {totals.unresolved > 0 && (
          <span className={classes.unresolved}>
            <Mark tone="failed" title={texts.codes.resolutions.unresolved.meaning}>
              {figures.unresolved(totals.unresolved)}
            </Mark>
          </span>
        )}
      </Figure>
      <Figure
        label={figures.slow}
        title={figures.slowMeaning}
        href={link(
          '/requests',
          href('/requests', (filters) => withValue(filters, 'request_type', 'Execute')),
        )}
        spark={<Spark values={series.execute_p95} behind={earlierSeries((of) => of.execute_p95)} />}
        note={
          <Note>
            {figures.executes(execute.count)}
            <Trend now={execute.p95} before={p95Before('execute')} than={than} worse="up" quiet={0.2} />
          </Note>
        }
      >
        <Part name={percentiles.p50} value={duration(execute.p50)} />
        <Part name={percentiles.p95} value={duration(execute.p95)} />
      </Figure>
    </section>
  );
}

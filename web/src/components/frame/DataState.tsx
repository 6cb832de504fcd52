import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { overviewQuery, statusQuery } from '../../api/queries.ts';
import type { Coverage, Status } from '../../api/types.ts';
import { formatDuration } from '../../format/durations.ts';
import { formatPercent } from '../../format/numbers.ts';
import { formatMinute } from '../../format/times.ts';
import { apiParameters } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useZone } from '../../state/use-zone.ts';
import { texts } from '../../texts/texts.ts';
import { Mark, type Tone } from '../OutcomeMark.tsx';
import classes from './Frame.module.css';

/** How often the completeness is looked at again, milliseconds. */
const COVERAGE_MS = 300_000;
/** How long a range stays the same before its completeness is asked for, milliseconds. */
const SETTLED_MS = 1_000;

/** How fresh and how complete the data is: quiet when both are well. */
export function DataState() {
  const { filters, href } = useFilters();
  const { zone } = useZone();
  const { data, isError } = useQuery(statusQuery);
  const range = apiParameters({ ...filters, values: {}, minMs: null, maxMs: null, includeNoise: false });
  // Those who look at a range wait for its figures, not for this.
  const [settled] = useDebouncedValue(range.toString(), SETTLED_MS);
  const coverage = useQuery({
    ...overviewQuery(settled, false),
    staleTime: COVERAGE_MS,
    enabled: data !== undefined && data.totals.requests > 0,
  }).data?.coverage;
  if (data === undefined && !isError) return <div className={classes.state} />;
  const { tone, text } = isError || data === undefined ? lost : stateOf(data, zone);
  const missing = coverage === undefined ? null : missingLogs(coverage);
  return (
    <div className={classes.state} role="status" aria-label={texts.frame.state.label}>
      <Link href={href('/sources')}>
        {missing !== null && (
          <>
            <Mark tone="slow">{missing}</Mark>{' '}
          </>
        )}
        <Mark tone={tone}>{text}</Mark>
      </Link>
    </div>
  );
}

const lost: { readonly tone: Tone; readonly text: string } = {
  tone: 'failed',
  text: texts.frame.state.unreachable,
};

function stateOf({ ingest, totals }: Status, zone: string): { readonly tone: Tone; readonly text: string } {
  const { state } = texts.frame;
  if (ingest.state === 'failed') return { tone: 'failed', text: state.failed };
  if (ingest.troubles.length > 0) return { tone: 'slow', text: state.troubles(ingest.troubles.length) };
  if (ingest.state === 'running') {
    return { tone: 'unknown', text: state.reading(formatPercent(ingest.bytes_done, ingest.bytes) ?? '') };
  }
  if (ingest.stale.length > 0) return { tone: 'slow', text: state.stale(ingest.stale.length) };
  if (ingest.state === 'watching') {
    const behindMs = ingest.behind_seconds * 1000;
    if (ingest.behind_bytes === 0) return { tone: 'ok', text: state.upToDate };
    return { tone: behindMs > 60_000 ? 'slow' : 'ok', text: state.live(formatDuration(behindMs)) };
  }
  if (totals.last_at === null) return { tone: 'unknown', text: state.empty };
  return { tone: 'ok', text: state.idle(formatMinute(totals.last_at, zone)) };
}

/** Servers whose logs are missing, as a sentence; null when none are. */
function missingLogs({ front_ends: front, back_ends: back }: Coverage): string | null {
  const count = front.named - front.with_log + back.named - back.with_log;
  return count > 0 ? texts.frame.state.missing(count) : null;
}

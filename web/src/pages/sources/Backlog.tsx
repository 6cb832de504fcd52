import type { Status } from '../../api/types.ts';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Section } from '../../components/Section.tsx';
import { Visible } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatBytes, formatNumber, formatPercent } from '../../format/numbers.ts';
import { useRate } from '../../state/use-rate.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Sources.module.css';

/** How much of a backlog is read, how fast, and how long it takes; or why reading failed. Nothing when all is read. */
export function Backlog({ ingest }: { readonly ingest: Status['ingest'] }) {
  const isRunning = ingest.state === 'running';
  const rate = useRate(ingest.bytes_done, isRunning);
  const { progress: text } = texts.sources;
  if (ingest.state === 'failed') {
    return (
      <p role="alert">
        <Mark tone="failed">{text.failed}</Mark> <Visible text={ingest.error ?? ''} />
      </p>
    );
  }
  if (!isRunning) return null;
  const { files, files_done: filesDone, bytes, bytes_done: bytesDone } = ingest;
  const isFinishing = bytes > 0 && bytesDone >= bytes;
  return (
    <Section title={text.label}>
      <div className={classes.progress}>
        <progress
          max={Math.max(bytes, 1)}
          value={Math.min(bytesDone, bytes)}
          aria-label={`${text.label}: ${formatPercent(bytesDone, bytes) ?? ''}`}
        />
        <span>{formatPercent(bytesDone, bytes)}</span>
        <span>{text.files(formatNumber(filesDone), formatNumber(files))}</span>
        <span>{text.bytes(formatBytes(bytesDone), formatBytes(bytes))}</span>
        {isFinishing && <span>{text.finishing}</span>}
        {!isFinishing && rate !== null && rate > 0 && (
          <>
            <span>{text.rate(formatBytes(rate))}</span>
            <span>{text.remaining(formatDuration(((bytes - bytesDone) / rate) * 1000))}</span>
          </>
        )}
      </div>
    </Section>
  );
}

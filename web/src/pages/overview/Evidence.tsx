import { millisecondsInHour } from 'date-fns/constants';
import { useState } from 'react';
import type { Coverage, CoverageNote } from '../../api/types.ts';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Time } from '../../components/Time.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber, formatPercent } from '../../format/numbers.ts';
import { formatMinute } from '../../format/times.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useZone } from '../../state/use-zone.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Overview.module.css';

/** Younger than this, the age of the newest record says more than its time. Milliseconds. */
const FRESH_MS = millisecondsInHour;

/** How complete and how fresh the evidence behind the numbers is. */
export function Evidence({
  coverage,
  newestAt,
}: {
  readonly coverage: Coverage;
  readonly newestAt: string | null;
}) {
  const { coverage: text } = texts.overview;
  const [open, setOpen] = useState(false);
  const { zone } = useZone();
  const { front_ends: front, back_ends: back, joined, with_front: withFront, with_back: withBack } = coverage;
  const both = formatPercent(joined, withFront + withBack - joined);
  const ageMs = newestAt === null ? null : Date.now() - Date.parse(newestAt);
  const counted = (
    { named: all, with_log: read }: Coverage['front_ends'],
    write: (read: string, all: string) => string,
  ) => <Mark tone={read < all ? 'slow' : 'ok'}>{write(formatNumber(read), formatNumber(all))}</Mark>;
  return (
    <Section title={text.title}>
      <p className={classes.evidence}>
        {counted(front, text.frontEnds)}
        {counted(back, text.backEnds)}
        {both !== null && <span>{text.joined(both)}</span>}
        {newestAt !== null && ageMs !== null && (
          <span>
            {ageMs < FRESH_MS
              ? text.newest(formatDuration(ageMs))
              : text.newestAt(formatMinute(newestAt, zone))}
          </span>
        )}
        <button type="button" className="text-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {text.details}
        </button>
      </p>
      {coverage.notes.length > 0 && (
        <ul className={classes.notes}>
          {coverage.notes.map((note) => (
            <li key={`${note.code} ${note.server}`}>
              <Note note={note} />
            </li>
          ))}
        </ul>
      )}
      {open && (
        <SimpleTable
          label={text.title}
          heads={[text.server, text.frontEnd, text.backEnd, text.first, text.last]}
          rows={coverage.servers.map((server) => [
            visibleText(server.server),
            <LogMark key="front" state={server.front_end} />,
            <LogMark key="back" state={server.back_end} />,
            <Time key="first" at={server.first_at} />,
            <Time key="last" at={server.last_at} />,
          ])}
        />
      )}
    </Section>
  );
}

function Note({ note }: { readonly note: CoverageNote }) {
  const { name, meaning } = named(texts.codes.coverageNotes, note.code);
  const count = note.count === null ? '' : ` (${formatNumber(note.count)})`;
  const server = note.server === null ? '' : `${visibleText(note.server)}: `;
  return (
    <>
      <Mark tone={note.code === 'reading' || note.code === 'deleted' ? 'unknown' : 'slow'}>
        {server}
        {name}
        {count}
      </Mark>
      {'. '}
      {meaning}
    </>
  );
}

function LogMark({ state }: { readonly state: 'log' | 'no_log' | 'unused' }) {
  const text = texts.overview.coverage[state];
  if (state === 'unused') return <span className="muted">{text}</span>;
  return <Mark tone={state === 'log' ? 'ok' : 'slow'}>{text}</Mark>;
}

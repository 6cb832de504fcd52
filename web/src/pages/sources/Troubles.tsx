import type { Status } from '../../api/types.ts';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Section } from '../../components/Section.tsx';
import { Visible } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatMinute } from '../../format/times.ts';
import { useZone } from '../../state/use-zone.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Sources.module.css';

/** What can't be read or written now, and what to do about it. */
export function Troubles({ troubles }: { readonly troubles: Status['ingest']['troubles'] }) {
  const { zone } = useZone();
  const { sources } = texts;
  if (troubles.length === 0) return null;
  return (
    <Section title={sources.troubles}>
      <ul className={classes.notices}>
        {troubles.map(({ path, message, advice, since_at: since, tries }) => (
          <li key={path}>
            <Mark tone="slow">
              <Visible text={message} />
            </Mark>{' '}
            <span className={classes.path}>
              <Visible text={path} />
            </span>
            <p>
              <Visible text={advice} full />{' '}
              <span className="muted">{sources.since(formatMinute(since, zone), tries)}</span>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Folders that used to grow and have stopped. */
export function StaleFolders({ folders }: { readonly folders: Status['ingest']['stale'] }) {
  const { sources } = texts;
  if (folders.length === 0) return null;
  return (
    <Section title={sources.stale}>
      <ul className={classes.notices}>
        {folders.map(({ folder, kind, silent_ms: silentMs }) => (
          <li key={`${folder} ${kind}`}>
            <Mark tone="slow">
              {sources.silent(named(texts.codes.kinds, kind).name, formatDuration(silentMs))}
            </Mark>{' '}
            <span className={classes.path}>
              <Visible text={folder} />
            </span>
            <p>{sources.staleAdvice}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

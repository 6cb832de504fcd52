import { useQuery } from '@tanstack/react-query';
import { sourcesQuery, statusQuery } from '../../api/queries.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { FirstStart } from '../../components/FirstStart.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { texts } from '../../texts/texts.ts';
import { Backlog } from './Backlog.tsx';
import { Folders } from './Folders.tsx';
import { Logs } from './Logs.tsx';
import { Noise } from './Noise.tsx';
import { Rejected } from './Rejected.tsx';
import classes from './Sources.module.css';
import { StaleFolders, Troubles } from './Troubles.tsx';

/** What was read, how far, and what could not be. */
export default function SourcesPage() {
  const { data, error, refetch } = useQuery(sourcesQuery);
  const status = useQuery(statusQuery).data;
  const { sources: text } = texts;
  if (data === undefined) {
    if (error !== null) {
      return <ErrorState what={text.title} error={error} onRetry={() => void refetch()} />;
    }
    return <Skeleton lines={10} />;
  }
  const { sources } = data;
  // A path that could not be read at all has a row, but no number.
  if (status !== undefined && sources.every(({ id }) => id === null)) {
    return (
      <>
        <Backlog ingest={status.ingest} />
        <FirstStart status={status} />
      </>
    );
  }
  return (
    <div className={classes.page}>
      {error !== null && <ErrorState what={text.title} error={error} onRetry={() => void refetch()} />}
      {status !== undefined && (
        <>
          <Backlog ingest={status.ingest} />
          <Troubles troubles={status.ingest.troubles} />
          <StaleFolders folders={status.ingest.stale} />
        </>
      )}
      <Section title={text.folders} aside={text.logsCount(sources.length)}>
        <Folders sources={sources} />
      </Section>
      <Section title={text.logs}>
        <Logs sources={sources} />
      </Section>
      <Rejected total={sources.reduce((sum, { rejected }) => sum + rejected, 0)} />
      <Noise />
    </div>
  );
}

import type { ReactNode } from 'react';
import { getSources, getStatus, type Status } from './api.ts';
import { PageHeader } from './components/PageHeader.tsx';
import { RequestsSection } from './components/RequestsSection.tsx';
import { SourcesSection } from './components/SourcesSection.tsx';
import { localZone } from './format.ts';
import { texts } from './texts.ts';
import { type Polled, usePoll } from './use-poll.ts';

const SOON_MS = 3_000;
const LATER_MS = 15_000;

/** The page: what was read, and the latest requests in it. */
export function App(): ReactNode {
  const status = useStatus();
  const { data } = status;
  const state = data?.ingest.state ?? 'idle';
  const sources = usePoll(getSources, intervalFor(data), state);
  return (
    <>
      <PageHeader status={status} />
      <main>
        <SourcesSection sources={sources} found={state === 'running' ? (data?.ingest.files ?? 0) : 0} />
        <RequestsSection status={data} />
      </main>
      <footer>
        <p>{texts.footer.zone(localZone)}</p>
        {data === undefined ? null : <p>{texts.footer.version(data.version)}</p>}
      </footer>
    </>
  );
}

function useStatus(): Polled<Status> {
  return usePoll(getStatus, intervalFor);
}

/** Often while something is being read or about to be, seldom else. */
function intervalFor(status: Status | undefined): number {
  const busy = status === undefined || status.ingest.state !== 'idle' || status.totals.sources === 0;
  return busy ? SOON_MS : LATER_MS;
}

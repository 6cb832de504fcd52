import type { ReactNode } from 'react';
import type { Status } from '../api.ts';
import { texts } from '../texts.ts';
import type { Polled } from '../use-poll.ts';
import { Figures } from './Figures.tsx';
import { IngestProgress } from './IngestProgress.tsx';
import { IngestState } from './IngestState.tsx';

/** What the program is, what it holds, and how complete that is. */
export function PageHeader({ status }: { readonly status: Polled<Status> }): ReactNode {
  return (
    <header>
      <div className="bar">
        <h1>{texts.name}</h1>
        <IngestProgress ingest={status.data?.ingest} />
        <IngestState status={status.data} error={status.error} />
      </div>
      <Figures totals={status.data?.totals} />
    </header>
  );
}

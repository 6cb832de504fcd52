import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Status } from '../api.ts';
import { formatNumber } from '../format.ts';
import { texts } from '../texts.ts';
import { useFilter } from '../url-state.ts';
import { PAGE_SIZE, useRequests } from '../use-requests.ts';
import { EmptyRequests } from './EmptyRequests.tsx';
import { Notice } from './Notice.tsx';
import { RequestFilters } from './RequestFilters.tsx';
import { RequestsTable } from './RequestsTable.tsx';

/** The latest requests with their filter. What one is reading stays where it is; newer ones come on demand. */
export function RequestsSection({ status }: { readonly status: Status | undefined }): ReactNode {
  const [filter, change] = useFilter();
  const requests = useRequests(filter);
  const [opened, setOpened] = useState(0);
  const { loaded, busy, error, older, reload } = requests;
  const newer = status !== undefined && loaded !== undefined && status.totals.requests > loaded.known;
  const running = status?.ingest.state === 'running';

  // Fills up a short table, and brings in the end of a backlog, as long as nobody has begun to work with the rows.
  const wasRunning = useRef(false);
  const failedAt = useRef(status);
  const untouched = opened === 0 && loaded !== undefined && loaded.pages === 1 && window.scrollY === 0;
  const short = loaded !== undefined && loaded.rows.length < PAGE_SIZE;
  useEffect(() => {
    if (error !== undefined) {
      // The program may be back: once for every answer of it, and only while there is nothing to lose.
      if (busy === null && failedAt.current !== status && (loaded === undefined || untouched)) {
        failedAt.current = status;
        reload();
      }
      return;
    }
    failedAt.current = status;
    if (newer && untouched && busy === null && (short || (wasRunning.current && !running))) reload();
    if (busy === null) wasRunning.current = running;
  }, [newer, untouched, busy, short, running, reload, error, status, loaded]);

  const empty = loaded !== undefined && loaded.rows.length === 0 && busy === null;
  return (
    <section id="requests" aria-labelledby="requests-title">
      <div className="section-head">
        <h2 id="requests-title">{texts.requests.title}</h2>
        <RequestFilters filter={filter} change={change} hiddenNoise={loaded?.hiddenNoise} />
        <p className="newer" aria-live="polite">
          {newer && !short ? (
            <>
              {texts.requests.newer}{' '}
              <button type="button" onClick={reload}>
                {texts.requests.showLatest}
              </button>
            </>
          ) : null}
        </p>
      </div>
      {error === undefined ? null : (
        <Notice
          what={texts.requests.failed}
          error={error}
          retry={loaded === undefined ? reload : retryOf(requests)}
        />
      )}
      {empty ? <EmptyRequests filter={filter} change={change} hiddenNoise={loaded.hiddenNoise} /> : null}
      {empty || (loaded === undefined && error !== undefined) ? null : (
        <div className="wide">
          <RequestsTable
            requests={loaded?.rows}
            alike={filter.outcome !== null}
            busy={busy === 'first'}
            onOpen={(open) => setOpened((count) => count + (open ? 1 : -1))}
          />
        </div>
      )}
      {loaded === undefined || empty ? null : (
        <div className="section-foot">
          <button type="button" disabled={loaded.nextCursor === null || busy !== null} onClick={older}>
            {loaded.nextCursor === null ? texts.requests.end : texts.requests.older}
          </button>
          <p className="summary" aria-live="polite">
            {busy === 'older'
              ? texts.requests.loadingOlder
              : texts.requests.shown(formatNumber(loaded.rows.length))}
          </p>
        </div>
      )}
    </section>
  );
}

/** After a failed "older" the same page is asked for again, after a failed first page the first one. */
function retryOf({ loaded, older, reload }: ReturnType<typeof useRequests>): () => void {
  return loaded !== undefined && loaded.pages > 1 ? older : reload;
}

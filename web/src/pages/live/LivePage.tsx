import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { statusQuery } from '../../api/queries.ts';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Mark, type Tone } from '../../components/OutcomeMark.tsx';
import { filterParameters } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { columns } from './columns.tsx';
import classes from './Live.module.css';
import { RequestFacts } from './RequestFacts.tsx';
import type { TailItem } from './tail.ts';
import { type Connection, useLive } from './use-live.ts';

const tones: Readonly<Record<Connection, Tone>> = {
  connecting: 'unknown',
  listening: 'ok',
  lost: 'slow',
  refused: 'failed',
};

/** Requests as they come, the newest on top. What comes while one reads waits, so that nothing ever moves. */
export default function LivePage() {
  const { filters } = useFilters();
  const query = filterParameters({ ...filters, since: null, until: null }).toString();
  const [paused, setPaused] = useState(false);
  const [reading, setReading] = useState(false);
  const [top, setTop] = useState(0);
  const selecting = useSelecting();
  const holding = paused || reading || selecting;
  const { tail, connection, show } = useLive(query, holding);
  const status = useQuery(statusQuery).data;
  const { live } = texts;
  const { shown, heldCount } = tail;
  const watches = status === undefined || status.ingest.state !== 'idle';
  return (
    <>
      <div className={classes.bar}>
        <Button onClick={() => setPaused(!paused)}>{paused ? live.resume : live.pause}</Button>
        <span role="status">
          <Mark tone={holding ? 'unknown' : tones[connection]}>
            {connection === 'listening' && holding ? live.paused : live[connection]}
          </Mark>
        </span>
        {heldCount > 0 && (
          <Button
            variant="filled"
            onClick={() => {
              show();
              setPaused(false);
              setTop(top + 1);
              window.getSelection()?.empty();
            }}
          >
            {live.fresh(heldCount)}
          </Button>
        )}
        <span className={classes.note}>{live.timeIgnored}</span>
      </div>
      {!watches && <p className="muted">{live.notWatching}</p>}
      {shown.length === 0 ? (
        <EmptyState title={live.waiting}>
          <p>{live.waitingText}</p>
        </EmptyState>
      ) : (
        <DataTable
          label={live.title}
          columns={columns}
          rows={shown}
          rowKey={keyOf}
          across={gapOf}
          detail={detailOf}
          onReading={setReading}
          topSignal={top}
        />
      )}
    </>
  );
}

const keyOf = ({ key }: TailItem): string => key;
const gapOf = (item: TailItem) => (item.kind === 'gap' ? texts.live.gaps[item.reason](item.missed) : null);
const detailOf = (item: TailItem) => (item.kind === 'gap' ? null : <RequestFacts row={item.row} />);

/** Whether text is marked: to be copied, so it must not move. */
function useSelecting(): boolean {
  const [selecting, setSelecting] = useState(false);
  useEffect(() => {
    const look = (): void => setSelecting((window.getSelection()?.toString() ?? '') !== '');
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, []);
  return selecting;
}

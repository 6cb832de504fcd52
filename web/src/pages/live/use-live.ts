import { useEffect, useReducer, useRef } from 'react';
import { ask } from '../../api/client.ts';
import { route } from '../../api/queries.ts';
import type { RequestPage, RequestRow } from '../../api/types.ts';
import { emptyTail, type GapReason, type Tail, type TailEvent, tailAfter } from './tail.ts';

/** How the connection is. */
export type Connection = 'connecting' | 'listening' | 'lost' | 'refused';

/** Events that come within this time are shown together, milliseconds. */
const FLUSH_MS = 200;
/** How long after a refusal it is tried again, milliseconds. */
const RETRY_MS = 5_000;
/** Requests that are there before the first new one comes. */
const FIRST_ROWS = 100;

interface State {
  readonly tail: Tail;
  readonly connection: Connection;
}
type Action = readonly TailEvent[] | Connection;

function stateAfter(state: State, action: Action): State {
  if (typeof action === 'string') return { ...state, connection: action };
  return { ...state, tail: action.reduce(tailAfter, state.tail) };
}

/**
 * The requests as they come, newest first.
 * @param query filters for the API, without time
 * @param holding whether what comes waits until it is asked for
 */
export function useLive(query: string, holding: boolean): State & { readonly show: () => void } {
  const [state, dispatch] = useReducer(stateAfter, { tail: emptyTail, connection: 'connecting' });
  const waiting = useRef<TailEvent[]>([]);
  useEffect(() => {
    waiting.current = [{ kind: 'clear' }];
    const stop = listen(query, (event) => waiting.current.push(event), dispatch);
    const timer = setInterval(() => {
      if (waiting.current.length === 0) return;
      dispatch(waiting.current);
      waiting.current = [];
    }, FLUSH_MS);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [query]);
  useEffect(() => dispatch([{ kind: 'hold', holding }]), [holding]);
  return { ...state, show: () => dispatch([{ kind: 'show' }]) };
}

/** Opens the stream and keeps it open. @returns what closes it */
function listen(
  query: string,
  tell: (event: TailEvent) => void,
  connected: (connection: Connection) => void,
): () => void {
  const stopping = new AbortController();
  let source: EventSource;
  let timer: number | undefined;
  let lastId = '';
  let isFirst = true;
  const open = (): void => {
    const search = new URLSearchParams(query);
    if (lastId !== '') search.set('last_event_id', lastId);
    source = new EventSource(route('live', search.toString()));
    const on = (name: string, handle: (data: unknown) => void): void =>
      source.addEventListener(name, (event: MessageEvent<string>) => {
        lastId = event.lastEventId;
        handle(JSON.parse(event.data));
      });
    on('hello', () => {
      connected('listening');
      if (!isFirst) return;
      isFirst = false;
      // Behind the stream's beginning: nothing falls between the list and the stream.
      const latest = new URLSearchParams(query);
      latest.set('limit', String(FIRST_ROWS));
      ask<RequestPage>(route('requests', latest.toString()), stopping.signal)
        .then(({ requests }) => tell({ kind: 'before', rows: requests }))
        .catch(() => undefined);
    });
    on('request', (data) => tell({ kind: 'request', row: data as RequestRow }));
    on('gone', (data) => tell({ kind: 'gone', ids: (data as { ids: number[] }).ids }));
    on('gap', (data) => {
      const { reason, missed } = data as { reason: GapReason; missed: number };
      tell({ kind: 'gap', reason, missed });
    });
    on('position', () => undefined);
    source.addEventListener('error', () => {
      // A browser connects again by itself, with the id of the last event, unless it was refused.
      if (source.readyState !== EventSource.CLOSED) {
        connected('lost');
        return;
      }
      connected('refused');
      timer = window.setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    stopping.abort();
    window.clearTimeout(timer);
    source.close();
  };
}

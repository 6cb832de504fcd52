import type { ReactNode } from 'react';
import type { RequestRow } from '../api.ts';
import { texts } from '../texts.ts';
import { REQUEST_COLUMNS, RequestTableRow } from './RequestTableRow.tsx';
import { SkeletonRows } from './SkeletonRows.tsx';

interface Props {
  /** Undefined while the first ones are loaded. */
  readonly requests: readonly RequestRow[] | undefined;
  /** All of one outcome: then no row needs to stand out. */
  readonly alike: boolean;
  readonly busy: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** The requests, one a row. */
export function RequestsTable({ requests, alike, busy, onOpen }: Props): ReactNode {
  const { caption, time, user, type, endpoint, servers, http, code, outcome, duration, failureClass } =
    texts.requests;
  return (
    <table className={alike ? 'requests alike' : 'requests'} aria-busy={busy}>
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{time}</th>
          <th scope="col">{user}</th>
          <th scope="col">{type}</th>
          <th scope="col">{endpoint}</th>
          <th scope="col">{servers}</th>
          <th scope="col" className="number">
            {http}
          </th>
          <th scope="col">{code}</th>
          <th scope="col">{outcome}</th>
          <th scope="col" className="number">
            {duration}
          </th>
          <th scope="col">{failureClass}</th>
        </tr>
      </thead>
      <tbody>
        {requests?.map((request) => (
          <RequestTableRow key={request.id} request={request} onOpen={onOpen} />
        )) ?? <SkeletonRows rows={12} columns={REQUEST_COLUMNS} />}
      </tbody>
    </table>
  );
}

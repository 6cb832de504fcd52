import { type ReactNode, useState } from 'react';
import type { RequestRow } from '../api.ts';
import { formatNumber } from '../format.ts';
import { texts } from '../texts.ts';
import { BackEndCode } from './BackEndCode.tsx';
import { FailureClass } from './FailureClass.tsx';
import { OutcomeLabel } from './OutcomeLabel.tsx';
import { RequestDetail } from './RequestDetail.tsx';
import { Servers } from './Servers.tsx';
import { Time } from './Time.tsx';
import { Value } from './Value.tsx';

/** Columns of the table of requests. */
export const REQUEST_COLUMNS = 10;

interface Props {
  readonly request: RequestRow;
  readonly onOpen: (open: boolean) => void;
}

/** One request, and under it, on demand, where it comes from. */
export function RequestTableRow({ request, onOpen }: Props): ReactNode {
  const [open, setOpen] = useState(false);
  const toggle = (): void => {
    setOpen(!open);
    onOpen(!open);
  };
  const detailId = `request-${request.id}`;
  const longPoll = request.request_type === 'NotificationWait';
  return (
    <>
      <tr className={`${request.outcome}${open ? ' open' : ''}${request.noise === null ? '' : ' noise'}`}>
        <th scope="row" className="time">
          <button
            type="button"
            className="opener"
            aria-expanded={open}
            aria-controls={open ? detailId : undefined}
            onClick={toggle}
          >
            <Time iso={request.ended_at} />
          </button>
        </th>
        <td className="user">
          <Value of={request.user} />
        </td>
        <td className="type">
          <Value of={request.request_type} />
        </td>
        <td className="endpoint">
          <Value of={request.endpoint} />
        </td>
        <td className="servers">
          <Servers request={request} />
        </td>
        <td className="number http" data-label={texts.requests.http}>
          <Value of={request.http_status} />
        </td>
        <td className="code">
          <BackEndCode request={request} />
        </td>
        <td className="result">
          <OutcomeLabel outcome={request.outcome} />
        </td>
        <td
          className={longPoll ? 'number duration muted' : 'number duration'}
          title={longPoll ? texts.requests.longPoll : undefined}
          data-unit={texts.requests.durationShort}
        >
          {request.duration_ms === null ? <Value of={null} /> : formatNumber(request.duration_ms)}
        </td>
        <td className="class">
          <FailureClass request={request} />
        </td>
      </tr>
      {open ? (
        <tr className="detail" id={detailId}>
          <td colSpan={REQUEST_COLUMNS}>
            <RequestDetail request={request} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

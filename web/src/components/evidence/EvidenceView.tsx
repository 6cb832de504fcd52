import { useState } from 'react';
import type { Evidence, RequestDetail, RequestRow } from '../../api/types.ts';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { CopyButton } from '../CopyButton.tsx';
import { Value, Visible } from '../Visible.tsx';
import classes from './Evidence.module.css';
import { tellingColumns } from './interesting.ts';
import { RawLines } from './RawLines.tsx';

/** The records of a request side by side, front end and back end, each with its columns and its raw line. */
export function EvidenceView({
  detail: { request, evidence },
  onMoreLines,
}: {
  readonly detail: RequestDetail;
  /** Asks for more lines round the raw ones; absent when there are no more. */
  readonly onMoreLines?: (() => void) | undefined;
}) {
  if (evidence.length === 0) return <p className="muted">{texts.requests.noEvidence}</p>;
  return (
    <div className={classes.records}>
      {evidence.map((record) => (
        <Record
          key={`${record.log} ${record.record_id}`}
          record={record}
          alone={evidence.length === 1 ? missing(request, record) : null}
          onMoreLines={onMoreLines}
        />
      ))}
    </div>
  );
}

/** Why the other record is not there. */
function missing(request: RequestRow, { log }: Evidence): string {
  const { noFront, noBack, noBackCalled } = texts.requests;
  if (log !== 'http_proxy') return noFront;
  return request.backend_status === null ? noBackCalled : noBack;
}

function Record({
  record,
  alone,
  onMoreLines,
}: {
  readonly record: Evidence;
  readonly alone: string | null;
  readonly onMoreLines: (() => void) | undefined;
}) {
  const [all, setAll] = useState(false);
  const { requests, codes, shared } = texts;
  const { log, server, log_version: version, source_file: file, byte_offset: offset, columns } = record;
  const { name, meaning } = named(codes.kinds, log);
  const shown = all ? columns : tellingColumns(record);
  const title = visibleText(`${name} ${server ?? ''}`);
  return (
    <section className={classes.record} aria-label={title}>
      <h3 title={meaning}>
        {name} <Value value={server} />
        {version !== null && (
          <span className={classes.version}> {requests.version(visibleText(version))}</span>
        )}
      </h3>
      <p className={classes.place}>
        <code>
          <Visible text={`${file}:${offset}`} />
        </code>{' '}
        <CopyButton text={`${file}:${offset}`} label={requests.copyPlace} />
      </p>
      {alone !== null && <p className="muted">{alone}</p>}
      <RawLines record={record} onMoreLines={onMoreLines} />
      <table className={classes.columns}>
        <caption className="visually-hidden">{title}</caption>
        <colgroup>
          <col className={classes.names} />
          <col />
        </colgroup>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{requests.columnName}</th>
            <th scope="col">{requests.columnValue}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column, i) => (
            // A log may name two columns alike.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <tr key={`${column.name} ${i}`}>
              <th scope="row">
                <Visible text={column.name} />
              </th>
              <td>
                <Value value={column.value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="button"
        className="text-button"
        aria-label={`${all ? shared.fewer : requests.allColumns(formatNumber(columns.length))}: ${title}`}
        onClick={() => setAll(!all)}
      >
        {all ? shared.fewer : requests.allColumns(formatNumber(columns.length))}
      </button>
    </section>
  );
}

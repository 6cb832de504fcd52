import type { ReactNode } from 'react';
import type { RequestRow } from '../api.ts';
import { formatStatusCode } from '../format.ts';
import { responseCodeNames, texts } from '../texts.ts';
import { type Fact, Facts } from './Facts.tsx';
import { Text } from './Text.tsx';
import { Time } from './Time.tsx';
import { TimeParts } from './TimeParts.tsx';
import { Value } from './Value.tsx';

/** All of a request that does not fit its row: first the places in the logs it was read from. */
export function RequestDetail({ request }: { readonly request: RequestRow }): ReactNode {
  const { detail } = texts;
  return (
    <div className="request-detail">
      <Facts
        title={detail.evidence}
        wide
        facts={[
          [detail.frontRecord, place(request.source_file, request.byte_offset)],
          [detail.backRecord, place(request.backend_source_file, request.backend_byte_offset)],
        ]}
      />
      <div className="facts">
        <h3>{detail.timing}</h3>
        <TimeParts request={request} />
        <dl>
          {fact(detail.started, <Time iso={request.started_at} withOffset />)}
          {fact(detail.ended, <Time iso={request.ended_at} withOffset />)}
        </dl>
      </div>
      <Facts title={detail.codes} facts={codes(request)} />
      <Facts title={detail.who} facts={client(request)} />
    </div>
  );
}

function place(file: string | null, offset: number | null): ReactNode {
  if (file === null) return <span className="muted">{texts.detail.noRecord}</span>;
  return (
    <>
      <span className="whole">
        <Text>{file}</Text>
      </span>
      {offset === null ? null : <span className="offset"> {texts.detail.atByte(String(offset))}</span>}
    </>
  );
}

function fact(name: string, value: ReactNode): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function codes(request: RequestRow): Fact[] {
  const { detail } = texts;
  const response = request.response_code;
  const named = response === null ? null : `${response} ${responseCodeNames[response] ?? ''}`.trim();
  return [
    [detail.httpStatus, <Value key="" of={request.http_status} />],
    [detail.backendStatus, <Value key="" of={request.backend_status} />],
    [detail.errorCode, <Value key="" of={request.error_code} />],
    [detail.responseCode, <Value key="" of={named} />],
    [
      detail.statusCode,
      <Value key="" of={request.status_code === null ? null : formatStatusCode(request.status_code)} />,
    ],
    [detail.returnCode, <Value key="" of={request.return_code} />],
  ];
}

function client(request: RequestRow): Fact[] {
  const { detail } = texts;
  const software = [request.client_software, request.client_version]
    .filter((part) => part !== null)
    .join(' ');
  const facts: [string, string | number | null][] = [
    [detail.mailbox, request.mailbox],
    [texts.requests.endpoint, request.endpoint],
    [detail.clientIp, request.client_ip],
    [detail.software, software],
    [detail.mode, request.client_mode],
    [detail.instance, request.client_instance],
    [detail.context, request.context],
    [detail.sequence, request.sequence],
    [detail.database, request.database],
  ];
  if (request.noise !== null) facts.push([detail.noise, request.noise]);
  return facts.map(([name, value]) => [name, <Value key="" of={value} />]);
}

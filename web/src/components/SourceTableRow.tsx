import type { ReactNode } from 'react';
import type { Source } from '../api.ts';
import { formatBytes, formatNumber } from '../format.ts';
import { kindNames, texts } from '../texts.ts';
import { Path } from './Path.tsx';
import { SourceState } from './SourceState.tsx';
import { Time } from './Time.tsx';
import { Value } from './Value.tsx';

interface Props {
  readonly source: Source;
  readonly withError: boolean;
}

/** One log in the table of what was read. */
export function SourceTableRow({ source, withError }: Props): ReactNode {
  const { path, kind, server, size, records, rejected, first_at, last_at, last_error } = source;
  const { first, last } = texts.sources;
  return (
    <tr>
      <td className="kind">
        <Value of={kind} as={kindNames[kind] ?? kind} />
      </td>
      <td className="server">
        <Value of={server} />
      </td>
      <th scope="row" className="path">
        <Path path={path} />
      </th>
      <td className="number size">{size === null ? <Value of={null} /> : formatBytes(size)}</td>
      <td className="number records" data-label={texts.sources.records}>
        {formatNumber(records)}
      </td>
      <td
        className={rejected > 0 ? 'number rejected warning' : 'number rejected'}
        data-label={texts.sources.rejected}
      >
        {formatNumber(rejected)}
      </td>
      <td className="time first" data-label={first}>
        <Time iso={first_at} precision="seconds" />
      </td>
      <td className="time last" data-label={last}>
        <Time iso={last_at} precision="seconds" />
      </td>
      <td className="status">
        <SourceState source={source} />
      </td>
      {withError ? (
        <td className={last_error === null ? 'error unset' : 'error bad'}>
          <Value of={last_error} />
        </td>
      ) : null}
    </tr>
  );
}

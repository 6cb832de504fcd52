import { useMemo } from 'react';
import type { Source } from '../../api/types.ts';
import { Mark } from '../../components/OutcomeMark.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Time } from '../../components/Time.tsx';
import { Value, Visible } from '../../components/Visible.tsx';
import { formatBytes, formatNumber } from '../../format/numbers.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { foldersOf } from './folders.ts';
import { KindName } from './KindName.tsx';
import classes from './Sources.module.css';

/** The folders: how much of each was read, and how far behind it is. */
export function Folders({ sources }: { readonly sources: readonly Source[] }) {
  const folders = useMemo(() => foldersOf(sources), [sources]);
  const { columns, logs, folders: label } = texts.sources;
  return (
    <SimpleTable
      label={label}
      heads={[
        columns.kind,
        columns.server,
        logs,
        columns.state,
        columns.behind,
        columns.records,
        columns.rejected,
        columns.last,
        columns.folder,
      ]}
      numbers={[2, 4, 5, 6]}
      rows={folders.map((folder) => [
        <KindName key="kind" kind={folder.kind} />,
        <Value key="server" value={folder.server} />,
        formatNumber(folder.logs),
        <State key="state" failed={folder.failed} behindBytes={folder.behindBytes} />,
        folder.behindBytes === 0 ? texts.shared.none : formatBytes(folder.behindBytes),
        formatNumber(folder.records),
        formatNumber(folder.rejected),
        <Time key="last" at={folder.lastAt} />,
        <span key="folder" className={classes.path}>
          <Visible text={folder.folder} />
        </span>,
      ])}
    />
  );
}

function State({ failed, behindBytes }: { readonly failed: number; readonly behindBytes: number }) {
  const { sourceStates } = texts.codes;
  if (failed > 0) {
    const { name, meaning } = named(sourceStates, 'failed');
    return (
      <Mark tone="failed" title={meaning}>
        {formatNumber(failed)} {name}
      </Mark>
    );
  }
  const { name, meaning } = named(sourceStates, behindBytes > 0 ? 'reading' : 'complete');
  return (
    <Mark tone={behindBytes > 0 ? 'unknown' : 'ok'} title={meaning}>
      {name}
    </Mark>
  );
}

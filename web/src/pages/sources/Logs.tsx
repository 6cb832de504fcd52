import type { Source } from '../../api/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import type { Column } from '../../components/DataRow.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { timeWidth } from '../../components/list-columns.tsx';
import { Mark, type Tone } from '../../components/OutcomeMark.tsx';
import { Time } from '../../components/Time.tsx';
import { Value, Visible } from '../../components/Visible.tsx';
import { splitPath } from '../../format/names.ts';
import { formatBytes, formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { KindName } from './KindName.tsx';
import classes from './Sources.module.css';

const tones: Readonly<Record<string, Tone>> = {
  reading: 'unknown',
  complete: 'ok',
  waiting: 'unknown',
  failed: 'failed',
};

const { columns: heads } = texts.sources;

const columns: readonly Column<Source>[] = [
  {
    id: 'log',
    head: heads.log,
    width: 208,
    slim: 176,
    grow: true,
    cell: ({ path }) => (
      <span className={classes.path} title={visibleText(path)}>
        <Visible text={splitPath(path).name.replace(/^[\\/]/, '')} full />
      </span>
    ),
  },
  { id: 'kind', head: heads.kind, width: 136, wide: true, cell: ({ kind }) => <KindName kind={kind} /> },
  { id: 'server', head: heads.server, width: 96, cell: ({ server }) => <Value value={server} /> },
  {
    id: 'state',
    head: heads.state,
    width: 112,
    cell: ({ state }) => {
      const { name, meaning } = named(texts.codes.sourceStates, state);
      return (
        <Mark tone={tones[state] ?? 'unknown'} title={meaning}>
          {name}
        </Mark>
      );
    },
  },
  {
    id: 'behind',
    head: heads.behind,
    width: 88,
    align: 'right',
    wide: true,
    cell: ({ behind_bytes: bytes }) => (
      <Value value={bytes === null || bytes === 0 ? null : formatBytes(bytes)} />
    ),
  },
  {
    id: 'size',
    head: heads.size,
    width: 88,
    align: 'right',
    wide: true,
    cell: ({ size }) => <Value value={size === null ? null : formatBytes(size)} />,
  },
  {
    id: 'records',
    head: heads.records,
    width: 96,
    align: 'right',
    cell: ({ records }) => formatNumber(records),
  },
  {
    id: 'rejected',
    head: heads.rejected,
    width: 88,
    align: 'right',
    cell: ({ rejected }) =>
      rejected === 0 ? formatNumber(rejected) : <Mark tone="slow">{formatNumber(rejected)}</Mark>,
  },
  { id: 'last', head: heads.last, ...timeWidth, wide: true, cell: ({ last_at: at }) => <Time at={at} /> },
];

const keyOf = ({ path }: Source): string => path;

/** Every log, the one with the latest record first. */
export function Logs({ sources }: { readonly sources: readonly Source[] }) {
  const [open, setOpen] = useParameter('open');
  return (
    <DataTable
      label={texts.sources.logs}
      columns={columns}
      rows={sources}
      rowKey={keyOf}
      openKey={open}
      onOpen={setOpen}
      height={420}
      detail={(source) => <LogDetail source={source} />}
    />
  );
}

function LogDetail({ source }: { readonly source: Source }) {
  const [, setLog] = useParameter('log');
  const { path, rejected, warnings, expired, first_at: first, last_at: last, last_error: error } = source;
  const { sources } = texts;
  return (
    <>
      <p className={classes.path}>
        <Visible text={path} /> <CopyButton text={path} label={heads.log} />
      </p>
      <p>
        <Time at={first} /> – <Time at={last} />
        {warnings > 0 && <>, {sources.warnings(warnings)}</>}
        {expired > 0 && <>, {sources.expired(expired)}</>}
      </p>
      {error !== null && (
        <p>
          <Mark tone="failed">
            <Visible text={error} />
          </Mark>
        </p>
      )}
      {rejected > 0 && (
        <button type="button" className="text-button" onClick={() => setLog(path, true)}>
          {sources.rejected.count(rejected)}
        </button>
      )}
    </>
  );
}

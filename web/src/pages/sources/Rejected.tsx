import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { rejectedQuery } from '../../api/queries.ts';
import type { RejectedPage } from '../../api/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import type { Column } from '../../components/DataRow.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Visible } from '../../components/Visible.tsx';
import { splitPath } from '../../format/names.ts';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Sources.module.css';

type Line = RejectedPage['rejected'][number];
const { rejected: text, columns: heads } = texts.sources;

const columns: readonly Column<Line>[] = [
  {
    id: 'reason',
    head: text.reason,
    width: 280,
    slim: 200,
    cell: ({ reason }) => <Visible text={reason} full />,
  },
  {
    id: 'text',
    head: text.text,
    cell: (line) => (
      <span className={classes.path}>
        <Visible text={line.text.slice(0, 160)} />
      </span>
    ),
  },
  {
    id: 'log',
    head: heads.log,
    width: 260,
    wide: true,
    cell: ({ source_file: path }) => (
      <span title={visibleText(path)}>
        <Visible text={splitPath(path).name.replace(/^[\\/]/, '')} full />
      </span>
    ),
  },
  {
    id: 'offset',
    head: text.offset,
    width: 112,
    align: 'right',
    wide: true,
    cell: ({ byte_offset: offset }) => formatNumber(offset),
  },
];

const keyOf = ({ id }: Line): number => id;

/** Lines that could not be read, with the lines themselves and why. */
export function Rejected({ total }: { readonly total: number }) {
  const [log, setLog] = useParameter('log');
  const [open, setOpen] = useParameter('line');
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    rejectedQuery(log),
  );
  const lines = useMemo(() => data?.pages.flatMap(({ rejected }) => rejected) ?? [], [data]);
  const aside =
    log === null ? (
      text.count(total)
    ) : (
      <>
        {text.of(visibleText(splitPath(log).name.replace(/^[\\/]/, '')))}{' '}
        <button type="button" className="text-button" onClick={() => setLog(null, true)}>
          {text.all}
        </button>
      </>
    );
  return (
    <Section title={text.title} aside={aside}>
      {data === undefined && error === null && <Skeleton />}
      {data === undefined && error !== null && (
        <ErrorState what={text.title} error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && lines.length === 0 && <p className="muted">{text.none}</p>}
      {lines.length > 0 && (
        <DataTable
          label={text.title}
          columns={columns}
          rows={lines}
          rowKey={keyOf}
          openKey={open}
          onOpen={setOpen}
          keyboard={false}
          height={420}
          more={{ has: hasNextPage, loading: isFetchingNextPage, error, load: () => void fetchNextPage() }}
          detail={(line) => (
            <>
              <p>
                <Visible text={line.source_file} />, {text.offset} {formatNumber(line.byte_offset)}{' '}
                <CopyButton text={line.text} label={text.text} />
              </p>
              <pre className={classes.line}>
                <Visible text={line.text} />
              </pre>
            </>
          )}
        />
      )}
    </Section>
  );
}

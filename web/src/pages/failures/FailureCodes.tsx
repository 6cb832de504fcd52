import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { failureCodesQuery } from '../../api/queries.ts';
import type { FailureCode } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { CodeName, timeWidth } from '../../components/list-columns.tsx';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { isMoving } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';
import { CodeMeaning, codeName } from './CodeMeaning.tsx';
import classes from './Failures.module.css';

const { failures } = texts;

/** Each code with how often it failed requests, of how many people, and what it means. */
export function FailureCodes() {
  const { query, filters } = useFilters();
  const [, setCode] = useParameter('code');
  const answer = useQuery(failureCodesQuery(query, isMoving(filters)));
  const rows = answer.data?.codes;
  const columns = useMemo(() => columnsFor(), []);
  const detail = useCallback(
    (row: FailureCode) => (
      <div className={classes.meaning}>
        <CodeMeaning row={row} />
        <p>
          <button type="button" className="text-button" onClick={() => setCode(row.code, true)}>
            {visibleText(failures.onlyCode(row.name ?? row.code ?? ''))}
          </button>
        </p>
      </div>
    ),
    [setCode],
  );
  return (
    <Section title={failures.codes}>
      {answer.isError && rows === undefined ? (
        <ErrorState what={failures.codes} error={answer.error} onRetry={() => void answer.refetch()} />
      ) : rows === undefined ? (
        <Skeleton lines={5} />
      ) : (
        <DataTable
          label={failures.codes}
          columns={columns}
          rows={rows}
          rowKey={({ layer, code, class: group }) => `${layer} ${code} ${group}`}
          detail={detail}
          keyboard={false}
          height={420}
        />
      )}
    </Section>
  );
}

function columnsFor(): Column<FailureCode>[] {
  const { columns, layers } = texts.failures;
  const count = (
    id: 'failed' | 'users' | 'unresolved' | 'recovered',
    head: string,
    wide: boolean,
  ): Column<FailureCode> => ({
    id,
    head,
    width: 112,
    slim: 76,
    align: 'right',
    ...(wide ? { wide: true } : {}),
    cell: (row) => (row[id] === 0 ? <span className="muted">0</span> : formatNumber(row[id])),
  });
  return [
    {
      id: 'code',
      head: columns.code,
      width: 232,
      slim: 208,
      grow: true,
      cell: (row) => <Mark tone="failed">{codeName(row)}</Mark>,
    },
    {
      id: 'layer',
      head: columns.layer,
      width: 110,
      wide: true,
      cell: ({ layer }) => <CodeName catalogue={layers} code={layer ?? ''} />,
    },
    {
      id: 'class',
      head: columns.class,
      width: 170,
      wide: true,
      cell: ({ class: group }) => (
        <CodeName catalogue={texts.codes.failureClasses} code={group ?? 'unknown'} />
      ),
    },
    count('failed', columns.count, false),
    count('users', columns.usersHead, false),
    count('recovered', columns.recovered, true),
    count('unresolved', columns.unresolved, false),
    { id: 'last', head: columns.last, ...timeWidth, wide: true, cell: ({ last_at: at }) => <Time at={at} /> },
  ];
}

import { useMemo } from 'react';
import { Link } from 'wouter';
import type { SqlAnswer } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Value } from '../../components/Visible.tsx';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';
import { type ResultColumn, resultColumns } from './result-columns.ts';

interface Row {
  readonly number: number;
  readonly cells: SqlAnswer['rows'][number];
}

/** Columns whose numbers lead to a page. */
const leads: Readonly<Record<string, string>> = { session_id: '/sessions', request_id: '/requests' };

/** The rows of a result: as many as there are, only those in sight in the page. */
export function Results({ answer }: { readonly answer: SqlAnswer }) {
  const rows = useMemo(
    (): readonly Row[] => answer.rows.map((cells, i) => ({ number: i + 1, cells })),
    [answer],
  );
  const columns = useMemo(() => resultColumns(answer).map(tableColumn), [answer]);
  return <DataTable label={texts.sql.result} columns={columns} rows={rows} rowKey={numberOf} height={480} />;
}

const numberOf = ({ number }: Row): number => number;

function tableColumn({ index, name, numeric, width }: ResultColumn): Column<Row> {
  const page = leads[name];
  return {
    // Two columns may have one name.
    id: `${index} ${name}`,
    head: name,
    title: name,
    width,
    ...(numeric ? { align: 'right' as const } : {}),
    cell: ({ cells }) => {
      const value = cells[index] ?? null;
      const href = page === undefined || value === null ? null : `${page}/${encodeURIComponent(value)}`;
      if (href !== null && hasPage(href)) return <Link href={href}>{String(value)}</Link>;
      // As SQLite gave it: NULL is no empty text.
      if (value === '') return <span className="muted">{texts.sql.emptyText}</span>;
      return <Value value={value} />;
    },
  };
}

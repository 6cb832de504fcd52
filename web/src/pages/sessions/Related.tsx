import { useMemo } from 'react';
import type { SessionDetail, SessionRow } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { sessionColumns } from './columns.tsx';

type RelatedSession = SessionDetail['related'][number];

/** Other sessions of the same Outlook, and those before and after. */
export function Related({ related }: { readonly related: readonly RelatedSession[] }) {
  const { href } = useFilters();
  const { relation: head, relations } = texts.sessions;
  const columns = useMemo((): Column<RelatedSession>[] => {
    const of = ({ cell, ...column }: Column<SessionRow>): Column<RelatedSession> => ({
      ...column,
      cell: ({ session }) => cell(session),
    });
    const [started, ...others] = sessionColumns(href).filter(({ id }) => id !== 'user');
    return [
      ...(started === undefined ? [] : [of(started)]),
      { id: 'relation', head, width: 128, cell: ({ relation }) => relations[relation] },
      ...others.map(of),
    ];
  }, [href, head, relations]);
  return (
    <DataTable
      label={texts.sessions.related}
      columns={columns}
      rows={related}
      rowKey={({ relation, session }) => `${relation} ${session.id}`}
      rowHref={({ session }) => href(`/sessions/${session.id}`)}
      keyboard={false}
      height={300}
    />
  );
}

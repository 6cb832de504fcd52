import { Link } from 'wouter';
import type { Named } from '../texts/named.ts';
import { named } from '../texts/named.ts';
import type { Column } from './DataRow.tsx';
import { FilterValue } from './FilterValue.tsx';
import { Servers } from './Servers.tsx';
import { Time } from './Time.tsx';

// Columns that several lists have: what is alike is to look alike.

/** A point in time with its date. */
export const timeWidth = { width: 184, slim: 148 } as const;

/** When it was, and the way to its page. */
export function timeColumn<Row>(
  head: string,
  at: (row: Row) => string | null,
  href: (row: Row) => string,
): Column<Row> {
  return {
    id: 'time',
    head,
    ...timeWidth,
    cell: (row) => (
      <Link href={href(row)}>
        <Time at={at(row)} />
      </Link>
    ),
  };
}

/** Whose it was; a click filters. */
export function userColumn<Row extends { readonly user: string | null }>(head: string): Column<Row> {
  return { id: 'user', head, cell: ({ user }) => <FilterValue name="user" value={user} /> };
}

/** From which front end to which back end. */
export function serversColumn<
  Row extends { readonly front_end: string | null; readonly back_end: string | null },
>(head: string): Column<Row> {
  return {
    id: 'servers',
    head,
    width: 176,
    grow: true,
    wide: true,
    cell: ({ front_end: front, back_end: back }) => <Servers front={front} back={back} filter={false} />,
  };
}

/** A code by its name, and what it means for those who rest on it. */
export function CodeName({
  catalogue,
  code,
}: {
  readonly catalogue: Readonly<Record<string, Named>>;
  readonly code: string;
}) {
  const { name, meaning } = named(catalogue, code);
  return <span title={meaning}>{name}</span>;
}

import { Link } from 'wouter';
import type { RequestRow } from '../../api/types.ts';
import { Time } from '../../components/Time.tsx';
import { Value } from '../../components/Visible.tsx';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';
import classes from './Live.module.css';

/** What the tail has no column for, and the way to the evidence. */
export function RequestFacts({ row }: { readonly row: RequestRow }) {
  const { href } = useFilters();
  const { facts } = texts.live;
  const evidence = `/requests/${row.id}`;
  const session = `/sessions/${row.session_id}`;
  const lines: readonly (readonly [string, string | number | null])[] = [
    [facts.mailbox, row.mailbox],
    [facts.database, row.database],
    [facts.software, row.client_software],
    [facts.version, row.client_version],
    [facts.mode, row.client_mode],
    [facts.instance, row.client_instance],
    [facts.context, row.context],
    [facts.httpStatus, row.http_status],
    [facts.noise, row.noise],
    [facts.frontLog, place(row.source_file, row.byte_offset)],
    [facts.backLog, place(row.backend_source_file, row.backend_byte_offset)],
  ];
  return (
    <>
      <dl className={classes.facts}>
        <div>
          <dt>{facts.started}</dt>
          <dd>
            <Time at={row.started_at} />
          </dd>
        </div>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Value value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {hasPage(evidence) && <Link href={href(evidence)}>{facts.evidence}</Link>}{' '}
      {row.session_id !== null && hasPage(session) && <Link href={href(session)}>{facts.session}</Link>}
    </>
  );
}

/** A log and the byte in it. */
function place(file: string | null, offset: number | null): string | null {
  return file === null ? null : `${file}:${offset ?? 0}`;
}

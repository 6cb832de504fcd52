import { Link } from 'wouter';
import type { ReconnectRow, SessionDetail } from '../../api/types.ts';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Time } from '../../components/Time.tsx';
import { formatDuration } from '../../format/durations.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';

/** How the client came to a session, back to it, and on to the next. */
export function Reconnects({ detail: { session, reconnects } }: { readonly detail: SessionDetail }) {
  const { href } = useFilters();
  const { reconnectColumns: heads, noReconnects, ways } = texts.sessions;
  if (reconnects.length === 0) return <p className="muted">{noReconnects}</p>;
  const { none } = texts.shared;
  return (
    <SimpleTable
      label={texts.sessions.reconnects}
      heads={[heads.at, heads.way, heads.cause, heads.gap, heads.usable, heads.session]}
      numbers={[3, 4]}
      rows={reconnects.map((row) => {
        const path = `/reconnects/${row.id}`;
        const time = <Time key="at" at={row.first_attempt_at} />;
        const kind = named(texts.codes.reconnectKinds, row.kind);
        const cause = named(texts.codes.causes, row.cause ?? 'unknown');
        const other = otherSession(row, session.id);
        return [
          hasPage(path) ? (
            <Link key="at" href={href(path)}>
              {time}
            </Link>
          ) : (
            time
          ),
          <span key="way" title={kind.meaning}>
            {kind.name}, {ways[wayOf(row, session.id)]}
          </span>,
          <span key="cause" title={cause.meaning}>
            {cause.name}
          </span>,
          row.gap_ms === null ? none : formatDuration(row.gap_ms),
          row.usable_ms === null ? none : formatDuration(row.usable_ms),
          other === null ? (
            none
          ) : (
            <Link key="session" href={href(`/sessions/${other}`)}>
              {wayOf(row, session.id) === 'left'
                ? texts.sessions.nextSession
                : texts.sessions.previousSession}
            </Link>
          ),
        ];
      })}
    />
  );
}

function wayOf({ kind, session_id }: ReconnectRow, id: number): 'came' | 'back' | 'left' {
  if (session_id !== id) return 'left';
  return kind === 'resume' ? 'back' : 'came';
}

function otherSession({ session_id, previous_session_id }: ReconnectRow, id: number): number | null {
  if (session_id !== id) return session_id;
  return previous_session_id === id ? null : previous_session_id;
}

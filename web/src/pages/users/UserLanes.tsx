import type { SessionRow, UserDetail } from '../../api/types.ts';
import { type Lane, LaneChart } from '../../charts/LaneChart.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';

/** What the API gives at most. */
const MOST_SESSIONS = 500;

/** The sessions of a person over time, a lane for each running Outlook and endpoint. */
export function UserLanes({ detail }: { readonly detail: UserDetail }) {
  const { href } = useFilters();
  const { one } = texts.users;
  const to = (path: string): string | null => (hasPage(path) ? href(path) : null);
  const lanes = lanesOf(detail, to);
  const { sessions, range } = detail;
  // A range without a start begins with what is there.
  const fromMs = Math.max(range.since_ms, Math.min(...sessions.map(({ started_ms: ms }) => ms)));
  const toMs = Math.min(range.until_ms, Math.max(...sessions.map(({ ended_ms: ms }) => ms)) + 1);
  if (sessions.length === 0) return <p className="muted">{texts.shared.chart.nothing}</p>;
  return (
    <>
      <p className="muted">{one.lanesNote}</p>
      <LaneChart label={one.lanes} fromMs={fromMs} toMs={toMs} lanes={lanes} />
      {sessions.length >= MOST_SESSIONS && <p className="muted">{one.moreSessions(sessions.length)}</p>}
    </>
  );
}

function lanesOf(
  { sessions, failures, reconnects }: UserDetail,
  to: (path: string) => string | null,
): Lane[] {
  const { one } = texts.users;
  const keyOf = ({ client_instance: instance, endpoint }: SessionRow): string => `${instance} ${endpoint}`;
  const laneOf = new Map<number, string>(sessions.map((session) => [session.id, keyOf(session)]));
  const byKey = new Map<string, SessionRow[]>();
  for (const session of sessions) byKey.set(keyOf(session), [...(byKey.get(keyOf(session)) ?? []), session]);
  return [...byKey].map(([key, own]) => ({
    key,
    label: labelOf(own),
    bars: own.map((session) => ({
      key: String(session.id),
      fromMs: session.started_ms,
      toMs: session.ended_ms,
      title: one.session(session.context, named(texts.codes.endReasons, session.end_reason).name),
      href: to(`/sessions/${session.id}`),
      tone: session.end_reason === 'disconnect' || session.end_reason === 'open' ? 'ok' : 'unknown',
    })),
    marks: [
      ...reconnects
        .filter(({ session_id: id, first_attempt_ms: at }) => laneOf.get(id) === key && at !== null)
        .map(({ id, kind, cause, usable_ms: usable, first_attempt_ms: at }) => ({
          key: `r${id}`,
          atMs: at ?? 0,
          title: one.reconnectAt(
            named(texts.codes.reconnectKinds, kind).name,
            named(texts.codes.causes, cause ?? 'unknown').name,
            usable === null ? texts.shared.none : formatDuration(usable),
          ),
          href: to(`/reconnects/${id}`),
          tone: 'slow' as const,
        })),
      ...failures
        .filter(({ session_id: id }) => id !== null && laneOf.get(id) === key)
        .map(({ request_id: id, at_ms: at, name, code }) => ({
          key: `f${id}`,
          atMs: at,
          title: one.failureAt(visibleText(name ?? code ?? '')),
          href: to(`/requests/${id}`),
          tone: 'failed' as const,
        })),
    ],
  }));
}

function labelOf([session]: readonly SessionRow[]): string {
  const { client_software: software, client_version: version, endpoint } = session ?? {};
  return visibleText([endpoint, software, version].filter(Boolean).join(' '));
}

import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { ApiError } from '../../api/client.ts';
import { reconnectQuery } from '../../api/queries.ts';
import type { ReconnectDetail, ReconnectRow } from '../../api/types.ts';
import { AnatomyChart, type Stage } from '../../charts/AnatomyChart.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { RequestsTable } from '../../components/RequestsTable.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';
import { userPath } from '../users/user-path.ts';

/** The anatomy of one reconnect: its stages on a line, why it happened, and the requests that prove it. */
export default function ReconnectPage() {
  const { id } = useParams<{ id: string }>();
  const answer = useQuery(reconnectQuery(id));
  const { href } = useFilters();
  const { one } = texts.reconnects;
  if (answer.isError) {
    if (answer.error instanceof ApiError && [400, 404].includes(answer.error.status)) {
      return (
        <EmptyState title={one.notFound}>
          <p>{one.notFoundText}</p>
          <Link href={href('/reconnects')}>{one.back}</Link>
        </EmptyState>
      );
    }
    return <ErrorState what={one.what} error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  if (answer.data === undefined) return <Skeleton lines={14} />;
  const { reconnect, peers, requests } = answer.data;
  const kind = named(texts.codes.reconnectKinds, reconnect.kind);
  return (
    <div className="stack">
      <Section title={one.title(kind.name, visibleText(reconnect.user ?? texts.shared.noValue))}>
        <p>
          {kind.meaning}{' '}
          {reconnect.usable_ms === null ? (
            one.neverUsable
          ) : (
            <strong>{one.usableAfter(formatDuration(reconnect.usable_ms))}</strong>
          )}
          {peers.p50 !== null && <span className="muted"> ({one.peers(formatDuration(peers.p50))})</span>}
        </p>
        <p className="muted">
          {visibleText(
            [
              reconnect.client_software,
              reconnect.client_version,
              reconnect.client_ip,
              `${reconnect.front_end ?? texts.shared.none} → ${reconnect.back_end ?? texts.shared.none}`,
            ]
              .filter(Boolean)
              .join('  '),
          )}
        </p>
        <Sessions reconnect={reconnect} />
      </Section>
      <Section
        title={one.anatomy}
        aside={<span className="muted">{one.attempts(reconnect.attempts, reconnect.auth_legs)}</span>}
      >
        <Anatomy reconnect={reconnect} />
      </Section>
      <Section title={one.why}>
        <Why detail={answer.data} />
      </Section>
      <Section title={one.requests}>
        <RequestsTable label={one.requests} rows={requests} />
      </Section>
    </div>
  );
}

function Sessions({ reconnect }: { readonly reconnect: ReconnectRow }) {
  const { href } = useFilters();
  const { one } = texts.reconnects;
  const links = [
    [one.session, reconnect.session_id],
    [one.previousSession, reconnect.previous_session_id],
  ] as const;
  return (
    <p>
      {reconnect.user !== null && (
        <Link href={href(userPath(reconnect.user))} style={{ marginRight: 16 }}>
          {one.user}
        </Link>
      )}
      {links.map(([name, id]) => {
        const path = `/sessions/${id}`;
        return id === null || !hasPage(path) ? null : (
          <Link key={name} href={href(path)} style={{ marginRight: 16 }}>
            {name}
          </Link>
        );
      })}
    </p>
  );
}

const stageKeys = ['last_good', 'lost', 'first_attempt', 'connected', 'usable'] as const;

function Anatomy({ reconnect }: { readonly reconnect: ReconnectRow }) {
  const { one } = texts.reconnects;
  const stages = stageKeys.flatMap((key): Stage[] => {
    const at = reconnect[`${key}_at`];
    return at === null
      ? []
      : [{ key, label: one.points[key], title: one.meanings[key], atMs: Date.parse(at) }];
  });
  return (
    <>
      <AnatomyChart label={one.anatomy} stages={stages} />
      <SimpleTable
        label={one.anatomy}
        heads={[one.stage, one.at, one.after]}
        numbers={[2]}
        rows={stageKeys.map((key) => {
          const place = stages.findIndex((stage) => stage.key === key);
          const stage = stages[place];
          const before = stages[place - 1];
          return [
            <span key="name" title={one.meanings[key]}>
              {one.points[key]}
            </span>,
            stage === undefined ? (
              <span key="at" className="muted">
                {one.never}
              </span>
            ) : (
              <Time key="at" at={new Date(stage.atMs).toISOString()} />
            ),
            stage === undefined || before === undefined ? '' : formatDuration(stage.atMs - before.atMs),
          ];
        })}
      />
    </>
  );
}

function Why({ detail: { reconnect, evidence } }: { readonly detail: ReconnectDetail }) {
  const { href } = useFilters();
  const { one } = texts.reconnects;
  const cause = named(texts.codes.causes, reconnect.cause ?? 'unknown');
  return (
    <>
      <p>
        <strong>{cause.name}</strong>: {cause.meaning}
      </p>
      <SimpleTable
        label={one.why}
        heads={[one.fact, one.value, one.proof]}
        rows={evidence.map(({ fact, value, request_id: request }) => {
          const path = `/requests/${request}`;
          const { name, meaning } = named(texts.codes.facts, fact);
          return [
            <span key="fact" title={meaning}>
              {name}
            </span>,
            isTime(value) ? (
              <Time key="value" at={value} />
            ) : (
              <Value key="value" value={shownValue(fact, value)} />
            ),
            request === null ? (
              ''
            ) : hasPage(path) ? (
              <Link key="request" href={href(path)}>
                {request}
              </Link>
            ) : (
              request
            ),
          ];
        })}
      />
    </>
  );
}

/** Whether a fact is a point in time, as when a process began. */
const isTime = (value: string | null): boolean => value !== null && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);

/** A silence is given in milliseconds, a broken connection by an outcome; all else stands in the records as it is. */
function shownValue(fact: string, value: string | null): string | null {
  if (value === null) return value;
  if (fact.startsWith('silence') && Number.isFinite(Number(value))) return formatDuration(Number(value));
  return fact === 'connection_broke' ? named(texts.codes.outcomes, value).name : value;
}

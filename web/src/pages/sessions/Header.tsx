import { Link } from 'wouter';
import type { CoverageNote, SessionDetail } from '../../api/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Section } from '../../components/Section.tsx';
import { Servers } from '../../components/Servers.tsx';
import { Time } from '../../components/Time.tsx';
import { Value, Visible } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';
import { clientOf } from './columns.tsx';
import classes from './Sessions.module.css';

/** Whose session it was, which way it went, and how it ended. */
export function Header({ detail: { session, coverage, related } }: { readonly detail: SessionDetail }) {
  const { href } = useFilters();
  const { facts, title, lasted, endpoints, copyContext, previousSession, nextSession } = texts.sessions;
  const userPath = `/users/${encodeURIComponent(session.user ?? '')}`;
  const end = named(texts.codes.endReasons, session.end_reason);
  const neighbours = [
    ['previous', `← ${previousSession}`],
    ['next', `${nextSession} →`],
  ] as const;
  return (
    <Section
      title={visibleText(title(session.user ?? texts.shared.noValue))}
      aside={neighbours.map(([relation, name]) => {
        const other = related.find((one) => one.relation === relation);
        return other === undefined ? null : (
          <Link key={relation} href={href(`/sessions/${other.session.id}`)}>
            {name}
          </Link>
        );
      })}
    >
      <Facts
        facts={[
          [
            facts.why,
            <span key="why">
              <strong>{end.name}</strong>: {end.meaning}
            </span>,
          ],
          [facts.requests, <Counts key="requests" session={session} />],
          [
            facts.user,
            session.user !== null && hasPage(userPath) ? (
              <Link key="user" href={href(userPath)}>
                <Visible text={session.user} />
              </Link>
            ) : (
              <Value key="user" value={session.user} />
            ),
          ],
          [facts.started, <Time key="started" at={session.started_at} />],
          [
            facts.ended,
            <span key="ended">
              <Time at={session.ended_at} />{' '}
              <span className="muted">{lasted(formatDuration(session.ended_ms - session.started_ms))}</span>
            </span>,
          ],
          [facts.client, <Value key="client" value={clientOf(session)} />],
          [
            facts.servers,
            <Servers key="servers" front={session.front_ends} back={session.back_end} filter={false} />,
          ],
          [facts.address, <Value key="address" value={session.client_ip} />],
          [
            facts.endpoint,
            <Value
              key="endpoint"
              value={
                session.endpoint === 'emsmdb' || session.endpoint === 'nspi'
                  ? endpoints[session.endpoint]
                  : session.endpoint
              }
            />,
          ],
          [
            facts.context,
            <span key="context">
              <Visible text={session.context} /> <CopyButton text={session.context} label={copyContext} />
            </span>,
          ],
          [facts.mailbox, <Value key="mailbox" value={session.mailbox} />],
          [facts.database, <Value key="database" value={session.database} />],
        ]}
      />
      <Notes notes={coverage.notes} />
    </Section>
  );
}

function Counts({ session }: { readonly session: SessionDetail['session'] }) {
  const { counts } = texts.sessions;
  const { requests, failures, client_gone: gone, challenges, missing_requests: missing, resumes } = session;
  return (
    <span className={classes.counts}>
      <span>{formatNumber(requests)}</span>
      {failures > 0 && <Mark tone="failed">{counts.failures(failures)}</Mark>}
      {gone > 0 && <Mark tone="gone">{counts.gone(gone)}</Mark>}
      {challenges > 0 && <Mark tone="unknown">{counts.challenges(challenges)}</Mark>}
      {missing !== null && missing > 0 && (
        <Mark tone="slow" title={texts.sessions.columns.missingMeaning}>
          {counts.missing(missing)}
        </Mark>
      )}
      {resumes > 0 && <span title={texts.sessions.columns.resumesMeaning}>{counts.resumes(resumes)}</span>}
    </span>
  );
}

/** What limits what is known of the session. */
function Notes({ notes }: { readonly notes: readonly CoverageNote[] }) {
  if (notes.length === 0) return null;
  return (
    <details className={classes.notes}>
      <summary>
        <Mark tone="slow">{texts.sessions.coverage}</Mark>{' '}
        <span className="muted">
          {[...new Set(notes.map(({ code }) => named(texts.codes.coverageNotes, code).name))].join(', ')}
        </span>
      </summary>
      <ul>
        {notes.map(({ code, server, count }) => {
          const { name, meaning } = named(texts.codes.coverageNotes, code);
          return (
            <li key={`${code} ${server}`}>
              {server !== null && (
                <>
                  <Visible text={server} />:{' '}
                </>
              )}
              {name}
              {count !== null && ` (${formatNumber(count)})`}. <span className="muted">{meaning}</span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

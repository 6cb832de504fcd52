import { Link } from 'wouter';
import type { RequestDetail } from '../../api/types.ts';
import { Facts } from '../../components/Facts.tsx';
import { OutcomeMark } from '../../components/OutcomeMark.tsx';
import { Section } from '../../components/Section.tsx';
import { Servers } from '../../components/Servers.tsx';
import { Time } from '../../components/Time.tsx';
import { Value, Visible } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';
import classes from './Requests.module.css';

/** What became of a request, whose it was, and which way it went. */
export function Summary({ detail: { request, failure } }: { readonly detail: RequestDetail }) {
  const { href } = useFilters();
  const { facts, session, parts: _, ...said } = texts.requests;
  const sessionPath = `/sessions/${request.session_id}`;
  const userPath = `/users/${encodeURIComponent(request.user ?? '')}`;
  const client = [request.client_software, request.client_version, request.client_mode].filter(Boolean);
  const noise = request.noise === null ? null : named(texts.codes.noise, request.noise);
  return (
    <Section
      title={visibleText(request.request_type ?? said.one)}
      aside={
        request.session_id !== null && hasPage(sessionPath) ? (
          <Link href={href(sessionPath)}>{session}</Link>
        ) : undefined
      }
    >
      <div className={classes.outcome}>
        <OutcomeMark outcome={request.outcome} />
        {failure === null ? (
          <span className="muted">{named(texts.codes.outcomes, request.outcome).meaning}</span>
        ) : (
          <Became failure={failure} />
        )}
      </div>
      <Facts
        facts={[
          [
            facts.user,
            request.user !== null && hasPage(userPath) ? (
              <Link key="user" href={href(userPath)}>
                <Visible text={request.user} />
              </Link>
            ) : (
              <Value key="user" value={request.user} />
            ),
          ],
          [facts.client, <Value key="client" value={client.join(' ')} />],
          [facts.address, <Value key="address" value={request.client_ip} />],
          [
            facts.servers,
            <Servers key="servers" front={request.front_end} back={request.back_end} filter={false} />,
          ],
          [facts.started, <Time key="started" at={request.started_at} />],
          [facts.ended, <Time key="ended" at={request.ended_at} />],
          [
            facts.duration,
            request.duration_ms === null ? texts.shared.none : formatDuration(request.duration_ms),
          ],
          [facts.mailbox, <Value key="mailbox" value={request.mailbox} />],
          [facts.database, <Value key="database" value={request.database} />],
          [facts.context, <Value key="context" value={request.context} />],
          [facts.sequence, <Value key="sequence" value={request.sequence} />],
          [facts.instance, <Value key="instance" value={request.client_instance} />],
          ...(noise === null
            ? []
            : [
                [
                  facts.noise,
                  <span key="noise" title={noise.meaning}>
                    {visibleText(noise.name)}
                  </span>,
                ] as const,
              ]),
        ]}
      />
    </Section>
  );
}

/** Why a request failed, and whether the client was served in the end. */
function Became({ failure }: { readonly failure: NonNullable<RequestDetail['failure']> }) {
  const { name, code, class: group, resolution, recovered_after_ms: after } = failure;
  const { name: className, meaning } = named(texts.codes.failureClasses, group ?? 'unknown');
  const became = resolution === null ? null : named(texts.codes.resolutions, resolution);
  return (
    <>
      <strong>
        <Value value={name ?? code} />
      </strong>
      <span>
        {className}: {meaning}
      </span>
      {became !== null && (
        <span title={became.meaning}>
          {became.name} {after !== null && texts.requests.became(formatDuration(after))}
        </span>
      )}
    </>
  );
}

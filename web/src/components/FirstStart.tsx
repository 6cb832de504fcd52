import type { Status } from '../api/types.ts';
import { texts } from '../texts/texts.ts';
import { EmptyState } from './EmptyState.tsx';
import { Visible } from './Visible.tsx';

/** No log was read yet: where the program looked, and the one command that helps. */
export function FirstStart({ status }: { readonly status: Status }) {
  const { empty } = texts.sources;
  const { troubles } = status.ingest;
  return (
    <EmptyState title={empty.title}>
      {troubles.length > 0 && (
        <>
          <p>{empty.looked}</p>
          <ul>
            {troubles.map(({ path, message, advice }) => (
              <li key={path}>
                <code>
                  <Visible text={path} />
                </code>{' '}
                {message} {advice}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>{empty.text}</p>
      <p>
        <code>{empty.commandOnce}</code> {empty.once}
        <br />
        <code>{empty.commandAlways}</code> {empty.always}
      </p>
      <p className="muted">{empty.where}</p>
      <p className="muted">{empty.samples}</p>
    </EmptyState>
  );
}

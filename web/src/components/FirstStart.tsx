import type { ReactNode } from 'react';
import type { Status } from '../api/types.ts';
import { texts } from '../texts/texts.ts';
import { EmptyState } from './EmptyState.tsx';
import { Visible } from './Visible.tsx';

/** No log was read yet: where the program looked, and the one command that helps. */
export function FirstStart({ status }: { readonly status: Status }) {
  const { empty } = texts.sources;
  const { troubles, watched } = status.ingest;
  const trouble = new Map(troubles.map((one) => [one.path, one]));
  const elsewhere = troubles.filter(({ path }) => watched.every((one) => one.path !== path));
  return (
    <EmptyState title={empty.title}>
      {watched.length + troubles.length > 0 && (
        <>
          <p>{empty.looked}</p>
          <ul>
            {watched.map(({ path, files }) => (
              <Looked key={path} path={path}>
                {trouble.has(path) ? <Told by={trouble.get(path)} /> : empty.found(files)}
              </Looked>
            ))}
            {elsewhere.map((one) => (
              <Looked key={one.path} path={one.path}>
                <Told by={one} />
              </Looked>
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

function Looked({ path, children }: { readonly path: string; readonly children: ReactNode }) {
  return (
    <li className="wrap">
      <code>
        <Visible text={path} />
      </code>{' '}
      {children}
    </li>
  );
}

/** What keeps the program from reading a path, and what to do. */
function Told({ by }: { readonly by: Status['ingest']['troubles'][number] | undefined }) {
  return by === undefined ? null : (
    <>
      {by.message} {by.advice}
    </>
  );
}

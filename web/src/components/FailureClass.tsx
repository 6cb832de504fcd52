import type { ReactNode } from 'react';
import type { RequestRow } from '../api.ts';
import { texts } from '../texts.ts';
import { visibleText } from '../visible-text.ts';
import { Text } from './Text.tsx';
import { Value } from './Value.tsx';

/** The group of causes, and the front end's own word for it when it has one. */
export function FailureClass({ request }: { readonly request: RequestRow }): ReactNode {
  const { failure_class: group, error_code: code, noise } = request;
  if (group === null && noise !== null) {
    return (
      <span className="value muted" title={texts.requests.noiseMeaning}>
        {texts.requests.noise}: <Text>{noise}</Text>
      </span>
    );
  }
  if (group === null && code === null) return null;
  if (group === null || code === null) return <Value of={group ?? code} />;
  return (
    <span className="value" title={visibleText(`${group}, ${code}`)}>
      <Text>{group}</Text>{' '}
      <span className="muted">
        <Text>{code}</Text>
      </span>
    </span>
  );
}

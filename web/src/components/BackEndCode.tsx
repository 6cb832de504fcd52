import type { ReactNode } from 'react';
import type { RequestRow } from '../api.ts';
import { formatStatusCode } from '../format.ts';
import { responseCodeNames } from '../texts.ts';
import { Value } from './Value.tsx';

/** What the back end said: its response code with the name, or the status code when only that tells of a failure. */
export function BackEndCode({ request }: { readonly request: RequestRow }): ReactNode {
  const { response_code: response, status_code: status } = request;
  if (response !== null && response !== 0) {
    const name = responseCodeNames[response];
    return <Value of={name === undefined ? String(response) : `${response} ${name}`} />;
  }
  if (status !== null && status !== 0) return <Value of={formatStatusCode(status)} />;
  return <Value of={response ?? status} />;
}

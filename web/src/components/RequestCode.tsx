import type { RequestRow } from '../api/types.ts';
import { tellingCode } from '../format/request-code.ts';
import { named } from '../texts/named.ts';
import { texts } from '../texts/texts.ts';
import { OutcomeMark } from './OutcomeMark.tsx';
import { useCodes } from './use-codes.ts';
import { Visible } from './Visible.tsx';

/** What became of a request, and of a failed one the code that tells why, by its name. */
export function RequestCode({ row }: { readonly row: RequestRow }) {
  return row.outcome === 'failed' ? <FailedCode row={row} /> : <OutcomeMark outcome={row.outcome} />;
}

function FailedCode({ row }: { readonly row: RequestRow }) {
  const codes = useCodes();
  const code = tellingCode(row);
  const known = code === null ? undefined : codes(layerOf(code.layer, row), code.code);
  const group = row.failure_class === null ? null : named(texts.codes.failureClasses, row.failure_class);
  return (
    <span title={known?.meaning ?? group?.meaning}>
      <OutcomeMark outcome={row.outcome} />{' '}
      {code === null ? (
        // Told by a column that a request has no place for: the class is what is known.
        <Visible text={group?.name ?? ''} />
      ) : known === undefined || known.name === code.shown ? (
        <Visible text={code.shown} />
      ) : (
        <>
          <Visible text={known.name} /> ({code.shown})
        </>
      )}
    </span>
  );
}

/** The table of codes that a code of a layer is in: the address book has its own. */
export function layerOf(layer: string, { backend_log }: Pick<RequestRow, 'backend_log'>): string {
  if (layer === 'backend') return 'http';
  return layer === 'rpc' && backend_log === 'mapi_address_book' ? 'nspi' : layer;
}

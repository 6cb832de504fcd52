import { useQuery } from '@tanstack/react-query';
import { failureCodesQuery } from '../../api/queries.ts';
import type { FailureCode } from '../../api/types.ts';
import { Section } from '../../components/Section.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { isMoving } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Failures.module.css';

const { failures } = texts;

/** A code as people name it: `ContextNotFound (10)`. */
export function codeName({
  code,
  name,
}: {
  readonly code: string | null;
  readonly name: string | null;
}): string {
  return visibleText(name === null || name === code ? (code ?? texts.shared.none) : `${name} (${code})`);
}

/** What a code means and what to do about it. */
export function CodeMeaning({ row }: { readonly row: FailureCode }) {
  return (
    <>
      <p>{row.meaning ?? failures.unknownCode}</p>
      {row.action !== null && (
        <p>
          <strong>{failures.action}:</strong> {row.action}
        </p>
      )}
      {row.sure === 0 && <p className="muted">{failures.unsure}</p>}
    </>
  );
}

/** The codes that the address names, explained before anything else: one, unless layers share its number. */
export function ChosenCode({ code }: { readonly code: string }) {
  const { query, filters } = useFilters();
  const search = new URLSearchParams(query);
  search.set('code', code);
  const rows = useQuery(failureCodesQuery(search.toString(), isMoving(filters))).data?.codes ?? [];
  return rows.map((row) => (
    <Section key={`${row.layer} ${row.code} ${row.class}`} title={codeName(row)}>
      <div className={classes.meaning}>
        <p className={classes.counts}>
          <span>{failures.failedOf(row.failed)}</span>
          <span>{failures.users(row.users)}</span>
          <span>{failures.recoveredOf(formatNumber(row.recovered))}</span>
          <span>{failures.unresolvedOf(formatNumber(row.unresolved))}</span>
          <span>{named(failures.layers, row.layer ?? '').name}</span>
          <span>{named(texts.codes.failureClasses, row.class ?? 'unknown').name}</span>
        </p>
        <CodeMeaning row={row} />
      </div>
    </Section>
  ));
}

import type { RequestDetail } from '../../api/types.ts';
import { Mark } from '../../components/OutcomeMark.tsx';
import { layerOf } from '../../components/RequestCode.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { useCodes } from '../../components/use-codes.ts';
import { Value, Visible } from '../../components/Visible.tsx';
import { codesOf } from '../../format/request-code.ts';
import { useNarrow } from '../../state/use-narrow.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Requests.module.css';

/** What each layer logged for a request, with what it means and what to do. */
export function Codes({ detail: { request, failure } }: { readonly detail: RequestDetail }) {
  const codes = useCodes();
  const isNarrow = useNarrow();
  const { codeColumns: heads, layers, noCodes, unknownCode, unsure } = texts.requests;
  const logged = codesOf(request).map(({ layer, code, shown, bad }) => ({
    layer: layerOf(layer, request) === 'nspi' ? ('nspi' as const) : layer,
    table: layerOf(layer, request),
    code,
    shown,
    bad,
  }));
  // What failed may be told by a column that a request has no place for, such as the failures of an address-book record.
  const { layer, code } = failure ?? {};
  const isThere =
    code == null || logged.some((one) => one.table === layer && (one.code === code || one.shown === code));
  const rows =
    layer === undefined || code == null || isThere
      ? logged
      : [...logged, { layer, table: layer, code, shown: code, bad: true }];
  if (rows.length === 0) return <p className="muted">{noCodes}</p>;
  const said = rows.map((row) => {
    const known = codes(row.table, row.code);
    return {
      key: `${row.layer} ${row.code}`,
      layer: layers[row.layer],
      code: row.bad ? (
        <Mark tone="failed">
          <Visible text={row.shown} />
        </Mark>
      ) : (
        <Visible text={row.shown} />
      ),
      name: <Value value={known?.name ?? null} />,
      meaning:
        known !== undefined ? (
          <span className={classes.prose}>
            {known.meaning} {known.sure === 0 && <span className="muted">({unsure})</span>}
          </span>
        ) : row.code === '0' ? null : (
          <span className="muted">{unknownCode}</span>
        ),
      action: row.bad && known?.action != null ? <span className={classes.prose}>{known.action}</span> : null,
    };
  });
  if (isNarrow) {
    // Sentences have no room beside each other.
    return (
      <dl className={classes.codes}>
        {said.map(({ key, layer, code, name, meaning, action }) => (
          <div key={key}>
            <dt>{layer}</dt>
            <dd>
              {code} {name}
            </dd>
            {meaning !== null && <dd>{meaning}</dd>}
            {action !== null && (
              <dd>
                <strong>{heads.action}:</strong> {action}
              </dd>
            )}
          </div>
        ))}
      </dl>
    );
  }
  return (
    <SimpleTable
      label={texts.requests.codes}
      heads={[heads.layer, heads.column, heads.name, heads.meaning, heads.action]}
      rows={said.map(({ layer, code, name, meaning, action }) => [layer, code, name, meaning, action])}
    />
  );
}

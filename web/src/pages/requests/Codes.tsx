import type { RequestDetail } from '../../api/types.ts';
import { Mark } from '../../components/OutcomeMark.tsx';
import { layerOf } from '../../components/RequestCode.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { useCodes } from '../../components/use-codes.ts';
import { Value, Visible } from '../../components/Visible.tsx';
import { codesOf } from '../../format/request-code.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Requests.module.css';

/** What each layer logged for a request, with what it means and what to do. */
export function Codes({ detail: { request, failure } }: { readonly detail: RequestDetail }) {
  const codes = useCodes();
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
  return (
    <SimpleTable
      label={texts.requests.codes}
      heads={[heads.layer, heads.column, heads.name, heads.meaning, heads.action]}
      rows={rows.map((row) => {
        const known = codes(row.table, row.code);
        return [
          layers[row.layer],
          row.bad ? (
            <Mark key="code" tone="failed">
              <Visible text={row.shown} />
            </Mark>
          ) : (
            <Visible key="code" text={row.shown} />
          ),
          <Value key="name" value={known?.name ?? null} />,
          known === undefined ? (
            row.code === '0' ? (
              ''
            ) : (
              <span key="meaning" className="muted">
                {unknownCode}
              </span>
            )
          ) : (
            <span key="meaning" className={classes.prose}>
              {known.meaning} {known.sure === 0 && <span className="muted">({unsure})</span>}
            </span>
          ),
          row.bad && known?.action != null ? (
            <span key="action" className={classes.prose}>
              {known.action}
            </span>
          ) : (
            ''
          ),
        ];
      })}
    />
  );
}

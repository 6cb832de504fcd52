import { formatDuration } from '../format/durations.ts';
import { formatPercent } from '../format/numbers.ts';
import { texts } from '../texts/texts.ts';
import { useIsHasty } from './hasty.ts';
import classes from './SpentBar.module.css';
import { type Measured, type SpentPart, spentParts } from './spent-parts.ts';

const legendParts = ['client_stream_ms', 'front_end_ms', 'routing_ms', 'queue_ms', 'backend_ms'] as const;

/** Where the time of a request went, small enough for a row: who spent which share. */
export function SpentBar({ row }: { readonly row: Measured }) {
  const isHasty = useIsHasty();
  if (isHasty) return null;
  const parts = spentParts(row);
  const total = parts.reduce((sum, { ms }) => sum + ms, 0);
  if (parts.length === 0) {
    return (
      <span className="muted" title={texts.requests.notMeasured}>
        {texts.shared.none}
      </span>
    );
  }
  const said = parts.map(({ key, ms }) => `${texts.requests.parts[key].name} ${formatDuration(ms)}`);
  return (
    <span className={classes.bar} role="img" aria-label={said.join(', ')} title={said.join('\n')}>
      {total > 0 && parts.map((part) => <Piece key={part.key} part={part} total={total} />)}
    </span>
  );
}

function Piece({ part: { key, ms }, total }: { readonly part: SpentPart; readonly total: number }) {
  return ms === 0 ? null : <span data-part={key} style={{ flexGrow: ms / total }} />;
}

/** Which colour of a bar is whose time. */
export function SpentLegend() {
  return (
    <ul className={classes.legend}>
      {legendParts.map((key) => (
        <li key={key} title={texts.requests.parts[key].meaning}>
          <span className={classes.bar} aria-hidden="true">
            <span data-part={key} style={{ flexGrow: 1 }} />
          </span>
          {texts.requests.parts[key].name}
        </li>
      ))}
    </ul>
  );
}

/** The same one below the other, each where it happened, with its milliseconds and what it means. */
export function Waterfall({ row }: { readonly row: Measured }) {
  const parts = spentParts(row);
  const total = Math.max(
    parts.reduce((sum, { ms }) => sum + ms, 0),
    1,
  );
  let start = 0;
  return (
    <table className={classes.waterfall}>
      <caption className="visually-hidden">{texts.requests.spentHead}</caption>
      <tbody>
        {parts.map(({ key, ms }) => {
          const { name, meaning } = texts.requests.parts[key];
          const from = start;
          start += ms;
          return (
            <tr key={key}>
              <th scope="row" title={meaning}>
                {name}
              </th>
              <td className={classes.track} aria-hidden="true">
                <span
                  data-part={key}
                  style={{ left: `${(100 * from) / total}%`, width: `${(100 * ms) / total}%` }}
                />
              </td>
              <td className="number">{formatDuration(ms)}</td>
              <td className="number muted">{formatPercent(ms, total)}</td>
              <td className={classes.meaning}>{meaning}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

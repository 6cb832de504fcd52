import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { SimpleTable } from '../components/SimpleTable.tsx';
import { formatMinute } from '../format/times.ts';
import { useFilters } from '../state/use-filters.ts';
import { useZone } from '../state/use-zone.ts';
import { texts } from '../texts/texts.ts';
import classes from './HeatStrip.module.css';
import { levelOf } from './heat-level.ts';
import { useColours } from './use-colours.ts';

/** One row of the strip. */
export interface HeatRow {
  readonly key: string;
  /** What names it: text, or a button that filters. */
  readonly name: ReactNode;
  readonly note?: string;
  /** One value a step of time; null where there is nothing to measure. */
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly label: string;
  readonly startMs: number;
  readonly bucketMs: number;
  readonly rows: readonly HeatRow[];
  /** From which value on each of the four warmer colours begins, rising. What is below the first is quiet. */
  readonly levels: readonly [number, number, number, number];
  readonly format: (value: number) => string;
  /** What a step without a value means. */
  readonly nothing: string;
  readonly nameHead: string;
}

/** Rows of one colour a step of time: who stands out, and when. Drag to zoom; the same as a table on demand. */
export function HeatStrip(props: Props) {
  const { label, startMs, bucketMs, rows, levels, format, nothing, nameHead } = props;
  const { setRange } = useFilters();
  const { zone } = useZone();
  const [asTable, setAsTable] = useState(false);
  const [over, setOver] = useState<{ readonly row: number; readonly step: number } | null>(null);
  const [from, setFrom] = useState<number | null>(null);
  const steps = rows[0]?.values.length ?? 0;
  const { chart } = texts.shared;
  const time = (step: number): string => formatMinute(startMs + step * bucketMs, zone);
  const text = (value: number | null | undefined): string => (value == null ? nothing : format(value));
  const release = (step: number): void => {
    if (from !== null && from !== step) {
      const [first, last] = from < step ? [from, step] : [step, from];
      const iso = (at: number): string => new Date(startMs + at * bucketMs).toISOString();
      setRange(iso(first), iso(last + 1));
    }
    setFrom(null);
  };
  const hovered = over === null ? undefined : rows[over.row];
  return (
    <figure className={classes.figure} aria-label={label}>
      <div className={classes.head}>
        <span className={classes.readout}>
          {over !== null && hovered !== undefined && (
            <>
              {hovered.key}, {time(over.step)}: <strong>{text(hovered.values[over.step])}</strong>
            </>
          )}
        </span>
        <Legend levels={levels} format={format} />
        <button type="button" className="text-button" onClick={() => setAsTable(!asTable)}>
          {asTable ? chart.asChart : chart.asTable}
        </button>
      </div>
      {asTable ? (
        <SimpleTable
          label={label}
          heads={[nameHead, ...Array.from({ length: steps }, (_, i) => time(i))]}
          numbers={Array.from({ length: steps }, (_, i) => i + 1)}
          rows={rows.map(({ key, values }) => [key, ...values.map(text)])}
        />
      ) : (
        <>
          <div className={classes.rows}>
            {rows.map(({ key, name, note, values }, row) => (
              <div key={key} className={classes.row}>
                <span className={classes.name}>
                  {name} {note !== undefined && <span className="muted">{note}</span>}
                </span>
                <Strip
                  values={values}
                  levels={levels}
                  selected={from === null || over === null ? null : [from, over.step]}
                  onOver={(step) => setOver(step === null ? null : { row, step })}
                  onPress={setFrom}
                  onRelease={release}
                />
              </div>
            ))}
          </div>
          <div className={classes.axis} aria-hidden="true">
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <span key={share}>{time(Math.round(share * steps))}</span>
            ))}
          </div>
        </>
      )}
    </figure>
  );
}

interface StripProps {
  readonly values: readonly (number | null)[];
  readonly levels: readonly number[];
  readonly selected: readonly [number, number] | null;
  readonly onOver: (step: number | null) => void;
  readonly onPress: (step: number) => void;
  readonly onRelease: (step: number) => void;
}

function Strip({ values, levels, selected, onOver, onPress, onRelease }: StripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const cells = useMemo(() => values.map((value) => levelOf(value, levels)), [values, levels]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    // One pixel a step: the browser stretches it, sharply.
    context.clearRect(0, 0, cells.length, 1);
    cells.forEach((level, i) => {
      if (level === null) return;
      context.fillStyle = colours(`--heat-${level}`);
      context.fillRect(i, 0, 1, 1);
    });
  }, [cells, colours]);
  const stepAt = (event: React.PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const step = Math.floor(((event.clientX - left) / width) * values.length);
    return Math.min(Math.max(step, 0), values.length - 1);
  };
  const share = (steps: number): string => `${(100 * steps) / values.length}%`;
  return (
    <div
      className={classes.strip}
      aria-hidden="true"
      onPointerMove={(event) => onOver(stepAt(event))}
      onPointerLeave={() => onOver(null)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onPress(stepAt(event));
      }}
      onPointerUp={(event) => onRelease(stepAt(event))}
    >
      <canvas ref={canvas} width={values.length} height={1} />
      {selected !== null && (
        <span
          className={classes.selected}
          style={{
            left: share(Math.min(...selected)),
            width: share(Math.abs(selected[1] - selected[0]) + 1),
          }}
        />
      )}
    </div>
  );
}

/** Which colour begins where. */
function Legend({
  levels,
  format,
}: {
  readonly levels: readonly number[];
  readonly format: (value: number) => string;
}) {
  return (
    <span className={classes.legend}>
      {[0, ...levels].map((from, level) => (
        <span key={from}>
          <span
            className={classes.swatch}
            style={{ background: `var(--heat-${level})` }}
            aria-hidden="true"
          />
          {level === 0 ? `< ${format(levels[0] ?? 0)}` : `≥ ${format(from)}`}
        </span>
      ))}
    </span>
  );
}

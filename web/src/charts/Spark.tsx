import classes from './Spark.module.css';

/**
 * A small line of the course of a number, before that of an earlier time where there is one; says nothing by itself, so it
 * is not read out.
 */
export function Spark({
  values,
  behind = [],
}: {
  readonly values: readonly (number | null)[];
  readonly behind?: readonly (number | null)[];
}) {
  const most = Math.max(...[...values, ...behind].map((value) => value ?? 0), 0);
  if (most === 0 || values.length < 2) return <svg className={classes.spark} aria-hidden="true" />;
  return (
    <svg className={classes.spark} viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      {behind.length > 1 && <path className={classes.behind} d={line(behind, most)} />}
      <path d={line(values, most)} />
    </svg>
  );
}

/** The way of the pen: 100 wide, 22 high where the value is `most`. */
function line(values: readonly (number | null)[], most: number): string {
  let pen = 'M';
  return values
    .map((value, i) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${((100 * i) / (values.length - 1)).toFixed(2)} ${(22 - (20 * value) / most).toFixed(2)}`;
      // A single value between gaps is a dot.
      const alone = pen === 'M' && (values[i + 1] ?? null) === null ? 'h.01' : '';
      pen = 'L';
      return point + alone;
    })
    .join('');
}

import classes from './Spark.module.css';

/** A small line of the course of a number; says nothing by itself, so it is not read out. */
export function Spark({ values }: { readonly values: readonly (number | null)[] }) {
  const most = Math.max(...values.map((value) => value ?? 0), 0);
  if (most === 0 || values.length < 2) return <svg className={classes.spark} aria-hidden="true" />;
  let pen = 'M';
  const path = values.map((value, i) => {
    if (value === null) {
      pen = 'M';
      return '';
    }
    const point = `${pen}${((100 * i) / (values.length - 1)).toFixed(2)} ${(22 - (20 * value) / most).toFixed(2)}`;
    // A single value between gaps is a dot.
    const alone = pen === 'M' && (values[i + 1] ?? null) === null ? 'h.01' : '';
    pen = 'L';
    return point + alone;
  });
  return (
    <svg className={classes.spark} viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      <path d={path.join('')} />
    </svg>
  );
}

import styles from './dashboard.module.css';

const width = 200;
const height = 40;

/** The points of a line through the values, the newest at the right. `top` is the value at the upper edge; null takes the largest with some air. */
export function pointsOf(values: readonly number[], top: number | null): string {
  const highest = top ?? Math.max(1, ...values) * 1.15;
  const step = width / Math.max(1, values.length - 1);
  return values.map((value, i) => `${(i * step).toFixed(1)},${(height - 1 - (Math.min(value, highest) / highest) * (height - 2)).toFixed(1)}`).join(' ');
}

/** A small line without axes; what it says is in its label. */
export function Sparkline({ values, top, label }: { values: readonly number[]; top: number | null; label: string }) {
  const points = pointsOf(values, top);
  return (
    <svg className={styles.spark} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {values.length > 1 && (
        <>
          <polygon className={styles.sparkArea} points={`0,${height} ${points} ${width},${height}`} />
          <polyline className={styles.sparkLine} points={points} vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}

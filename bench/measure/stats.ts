export interface Sample {
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  count: number;
}

/** The value that the given share of the sorted numbers does not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export function summarise(latenciesMs: readonly number[], elapsedMs: number): Sample {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  return {
    perSecond: (latenciesMs.length / elapsedMs) * 1_000,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    count: latenciesMs.length,
  };
}

export function median(numbers: readonly number[]): number {
  return percentile(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}

/** Round by round the median of each figure: the machine drifts, and one bad second must not decide. */
export function medianOf(samples: readonly Sample[]): Sample {
  const of = (pick: (sample: Sample) => number) => median(samples.map(pick));
  return {
    perSecond: of((sample) => sample.perSecond),
    p50: of((sample) => sample.p50),
    p95: of((sample) => sample.p95),
    p99: of((sample) => sample.p99),
    count: samples.reduce((sum, { count }) => sum + count, 0),
  };
}

/** One number of a benchmark, beside what it has to reach. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Figure {
  readonly name: string;
  /** Undefined where this machine cannot measure it; the note says why. */
  readonly value: number | undefined;
  readonly unit: string;
  readonly target?: Target;
  readonly note?: string;
}

export function isMet({ value, target }: Figure): boolean | undefined {
  if (value === undefined || !target) return undefined;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

export function describeTarget(target: Target | undefined): string | undefined {
  if (!target) return undefined;
  return 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
}

/** Four digits say as much as the measurement does. */
export function toPlainNumber(value: number): string {
  return Math.abs(value) >= 1_000
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(value < 10 ? 2 : 3)));
}

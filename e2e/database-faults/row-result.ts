/** What a row of the matrix reports: one line, and whether anything of it must not be. */
import { type RigFindings, violationsOf } from './check-rig.ts';

export interface RowResult {
  readonly id: string;
  /** What was found, in one line. */
  readonly line: string;
  /** How often something happened that must not; named in the line. */
  readonly violations: number;
}

export interface RowFacts {
  readonly id: string;
  /** The figure that the matrix asks for. */
  readonly figure: string;
  readonly found: RigFindings;
  /** What must not be either, besides what every row checks: by name. */
  readonly broken?: Readonly<Record<string, number>>;
  /** Effects that may happen twice, as what was recorded of them is lost by the nature of the fault: they are reported. */
  readonly mayDouble?: boolean;
}

export function toRowResult({ id, figure, found, broken = {}, mayDouble = false }: RowFacts): RowResult {
  const names = Object.entries(broken).filter(([, count]) => count > 0);
  const { acknowledged, lost, stuck, failed, steps, recordedTwice, repeated, effects, duplicated } = found;
  const parts = [
    figure,
    `acknowledged runs lost ${toRate(lost, acknowledged)}, stuck ${stuck}, failed ${failed}`,
    `recorded steps twice or again ${toRate(recordedTwice + repeated, steps)}`,
    `effects doubled ${toRate(duplicated, effects)} (sent again with their key: ${found.sentAgain}, doubts settled: ${found.doubts})`,
    `joins changed ${found.joinsChanged}, effects lost ${found.effectsLost}, rows not as folded ${found.unfolded}`,
    ...names.map(([name, count]) => `BROKEN ${name}: ${count}`),
  ];
  const excused = mayDouble ? duplicated : 0;
  const violations = violationsOf(found) - excused + names.reduce((sum, [, count]) => sum + count, 0);
  return { id, line: `${id}: ${parts.join('; ')}`, violations };
}

/** The rule of three: where nothing was found in n trials, its rate is below 3/n with 95 % confidence. */
export function toRate(count: number, trials: number): string {
  if (count > 0 || trials === 0) return `${count} of ${trials}`;
  return `0 of ${trials} (95 %: < ${(3 / trials).toPrecision(2)})`;
}

export function toSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

export function toPercentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

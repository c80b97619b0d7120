/** A row of the table of faults: what is done to real processes, and the figure that comes of it. */
import type { TestPostgres } from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { type FleetFindings, violationsOf } from './check-fleet.ts';

export interface RowResult {
  readonly row: string;
  readonly fault: string;
  readonly figure: string;
  readonly trials: number;
  /** How often something happened that must not happen. */
  readonly violations: number;
  /** Of the trials in which it did, what was found. */
  readonly broken: readonly string[];
}

export interface Row {
  readonly row: string;
  readonly fault: string;
  trial(postgres: TestPostgres, seed: number): Promise<Trial>;
  /** What the trials come to, beside their violations. */
  toFigure(trials: readonly Trial[]): string;
}

export interface Trial {
  readonly findings: FleetFindings;
  /** Of this trial, beside those of the findings. */
  readonly violations: number;
  /** Milliseconds of whatever the row measures. */
  readonly times: readonly number[];
  readonly counts: Readonly<Record<string, number>>;
}

export async function runRow(
  row: Row,
  { postgres, trials, seed }: { postgres: TestPostgres; trials: number; seed: number },
): Promise<RowResult> {
  const done: Trial[] = [];
  for (let count = 0; count < trials; count++) done.push(await row.trial(postgres, seed + count));
  const wrong = done.filter((trial) => countViolations(trial) > 0);
  return {
    row: row.row,
    fault: row.fault,
    figure: row.toFigure(done),
    trials,
    violations: done.reduce((sum, trial) => sum + countViolations(trial), 0),
    broken: wrong.map((trial) => JSON.stringify(trial)),
  };
}

/** In one line, with the bound of the rule of three where nothing was found. */
export function toLine({ row, fault, figure, trials, violations }: RowResult): string {
  const bound = violations === 0 ? `95 % bound ${(3 / trials).toPrecision(2)}` : 'no bound';
  return `${row} ${fault}: ${figure}; violations ${violations} in ${trials} trials (${bound})`;
}

export function sumCounts(trials: readonly Trial[], name: string): number {
  return trials.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
}

export function sumFindings(trials: readonly Trial[], pick: (findings: FleetFindings) => number): number {
  return trials.reduce((sum, { findings }) => sum + pick(findings), 0);
}

export function toTimes(trials: readonly Trial[]): string {
  const times = trials.flatMap((trial) => trial.times);
  return `p50 ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms of ${times.length}`;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? Number.NaN);
}

function countViolations({ findings, violations }: Trial): number {
  return violationsOf(findings) + violations;
}

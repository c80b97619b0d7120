import type { BenchPostgres } from './bench-postgres.ts';
import type { Figure } from './figure.ts';
import type { Scratch } from './scratch.ts';

/** What every part of this benchmark is given. */
export interface Bench {
  readonly rounds: number;
  readonly scratch: Scratch;
  /** Started when it is first asked for; undefined, with the reason said, where there is none. */
  postgres(): Promise<BenchPostgres | undefined>;
  /** Shows how it goes; figures are printed at the end. */
  say(text: string): void;
}

export interface Measure {
  /** What `--only` takes. */
  readonly name: string;
  measure(bench: Bench): Promise<readonly Figure[]>;
}

/** Sides of a comparison take turns within each round, so that whatever else the machine does hits all of them alike. */
export interface Contestant {
  readonly name: string;
  /** Does its work once; answers with what it achieved, such as steps per second. */
  measure(): Promise<number>;
}

export type Samples = ReadonlyMap<string, readonly number[]>;

/** The first round only warms up: code is compiled, files have grown. */
export async function measureInRounds(contestants: readonly Contestant[], rounds: number): Promise<Samples> {
  const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, measure } of contestants) {
      const value = await measure();
      if (round > 0) samples.get(name)?.push(value);
    }
  }
  return samples;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The median of the ratios within each round, not the ratio of two medians: both sides of a round saw the same machine. */
export function medianRatio(samples: Samples, over: string, under: string): number {
  const lower = samples.get(under) ?? [];
  return median((samples.get(over) ?? []).map((value, round) => value / (lower[round] ?? Number.NaN)));
}

export async function timeMs(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

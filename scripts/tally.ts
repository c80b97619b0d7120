/** How many checks and tests passed and failed, and what a reader should know about it. */
export interface Tally {
  passed: number;
  failed: number;
  notes: string[];
}

export function sumTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    notes: tallies.flatMap(({ notes }) => notes),
  };
}

/** The last line is always the count alone, so that people and programs find it in the same place. */
export function reportTally({ passed, failed, notes }: Tally): void {
  for (const note of notes) console.log(note);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

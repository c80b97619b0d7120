import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { goldenPrograms } from './golden-programs.ts';
import { recordGolden, toGoldenText } from './golden-run.ts';

export const GOLDEN_FOLDER = new URL('journals/', import.meta.url);

/** Records the golden journals that are missing, to be called by hand after a golden program was added; those that are there stay as they are. */
export async function recordGoldenJournals(): Promise<void> {
  mkdirSync(GOLDEN_FOLDER, { recursive: true });
  for (const { program } of goldenPrograms) {
    const file = new URL(`${program.name}.jsonl`, GOLDEN_FOLDER);
    if (!existsSync(file)) writeFileSync(file, toGoldenText(await recordGolden(program.name)));
  }
}

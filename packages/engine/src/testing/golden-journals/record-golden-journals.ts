import { goldenPrograms } from './golden-programs.ts';
import { recordGolden, toGoldenText } from './golden-run.ts';

export const GOLDEN_FOLDER = new URL('journals/', import.meta.url);

export interface GoldenFolder {
  has(name: string): boolean;
  write(name: string, text: string): void;
}

/** Records the golden journals that are missing, to be called by hand after a golden program was added; those that are there stay as they are. */
export async function recordGoldenJournals(folder: GoldenFolder): Promise<void> {
  for (const { program } of goldenPrograms) {
    const name = `${program.name}.jsonl`;
    if (!folder.has(name)) folder.write(name, toGoldenText(await recordGolden(program.name)));
  }
}

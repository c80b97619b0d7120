/**
 * The labelled requests: written before the selector, by people who saw nothing but the purposes of the agents. Half of them may be
 * learnt from, the other half only measured with. Which is which follows from the ids, so it cannot drift. More of them, of others who saw
 * no more, came later; all of those are learnt from.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentId, Complexity, SuggestedPattern, TaskType } from '@tutti/protocol';
import * as z from 'zod';

export const Labelled = z.object({
  id: z.string(),
  request: z.string(),
  /** Every one that would do, the best first. */
  agents: z.array(AgentId).min(1),
  type: TaskType,
  complexity: Complexity,
  /** Every one that would do, the best first. */
  pattern: z.array(SuggestedPattern).min(1),
});
export type Labelled = z.infer<typeof Labelled>;

export interface LabelledSplit {
  readonly train: readonly Labelled[];
  readonly test: readonly Labelled[];
}

const FOLDER = join(import.meta.dirname, '..', 'data', 'selection');
const SEED = 'tutti-selection-1';

/** Of each agent's requests, in the order of their hashes, every other one. */
export async function readLabelled(): Promise<LabelledSplit> {
  const [all, more] = await Promise.all([readLines('requests.jsonl'), readLines('more-requests.jsonl')]);
  const groups = Map.groupBy(all, ({ agents: [first] }) => String(first));
  const train = new Set<Labelled>();
  for (const [agent, group] of groups) {
    const start = Number.parseInt(hash(agent).at(-1) ?? '0', 16) % 2;
    const sorted = group.toSorted((one, other) => (hash(one.id) < hash(other.id) ? -1 : 1));
    for (const [index, one] of sorted.entries()) if ((index + start) % 2 === 0) train.add(one);
  }
  return { train: [...all.filter((one) => train.has(one)), ...more], test: all.filter((one) => !train.has(one)) };
}

/** The letters of its id tell who wrote it. */
export function writerOf({ id }: Labelled): string {
  return id.replace(/\d.*$/u, '');
}

async function readLines(file: string): Promise<Labelled[]> {
  const lines = (await readFile(join(FOLDER, file), 'utf8')).trim().split('\n');
  return lines.map((line) => Labelled.parse(JSON.parse(line)));
}

function hash(text: string): string {
  return createHash('sha256').update(`${SEED}:${text}`).digest('hex');
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeTarget, type Figure, isMet } from './figure.ts';

const RESULTS = join(import.meta.dirname, '..', 'results');

/** Writes bench/results/NAME.json and says where. */
export async function writeResults(name: string, figures: readonly Figure[]): Promise<string> {
  const file = join(RESULTS, `${name}.json`);
  const plain = figures.map((figure) => ({
    name: figure.name,
    value: figure.value ?? null,
    unit: figure.unit,
    target: describeTarget(figure.target) ?? null,
    met: isMet(figure) ?? null,
    ...(figure.note !== undefined && { note: figure.note }),
  }));
  await mkdir(RESULTS, { recursive: true });
  await writeFile(file, `${JSON.stringify({ figures: plain }, undefined, 2)}\n`);
  return file;
}

/** The requests that were written to train the selector: `catalog/selection/requests`, in the form that its README describes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Complexity, SuggestedPattern } from '@tutti/protocol';

export interface OwnRequest {
  readonly text: string;
  readonly agent: string;
  /** Absent for a mere phrase. */
  readonly classes?: { readonly complexity: Complexity; readonly patterns: readonly SuggestedPattern[] };
}

const COMPLEXITIES: Readonly<Record<string, Complexity>> = { l: 'low', m: 'medium', h: 'high' };
const PATTERNS: Readonly<Record<string, SuggestedPattern>> = {
  s: 'single',
  q: 'sequential',
  p: 'parallel',
  l: 'pipeline',
  h: 'hierarchical',
  c: 'collaborative',
  x: 'competitive',
  n: 'consensus',
  a: 'auction',
  w: 'swarm',
};

export async function readOwnRequests(folder: string): Promise<OwnRequest[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.txt')).toSorted();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap(parseRequests);
}

export function parseRequests(text: string): OwnRequest[] {
  let agent: string | undefined;
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('## ')) agent = line.slice(3).trim();
    if (agent === undefined || line.startsWith('#') || line.trim() === '') return [];
    return parseLine(line, agent);
  });
}

function parseLine(line: string, agent: string): OwnRequest[] {
  if (line.startsWith('- '))
    return line
      .slice(2)
      .split(';')
      .map((phrase) => ({ text: phrase.trim(), agent }));
  const [, level = '', letters = 's', text = ''] = /^([lmh])(?::([a-z]+))? (.+)$/u.exec(line) ?? [];
  const complexity = COMPLEXITIES[level];
  const patterns = letters.split('').flatMap((letter) => PATTERNS[letter] ?? []);
  if (!complexity || patterns.length < letters.length) throw new Error(`This is no request: ${line}`);
  return [{ text, agent, classes: { complexity, patterns } }];
}

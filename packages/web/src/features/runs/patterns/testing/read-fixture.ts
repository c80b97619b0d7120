/** What a real run of the engine, with scripted members, has recorded: one note a line. */
import type { PatternName, RunEvent } from '@tutti/protocol';
import * as z from 'zod';
import { toEvents } from '../../../../client/testing/create-events.ts';
import { listSittings, type Recorded } from '../recorded.ts';

const FILES = import.meta.glob<string>('../fixtures/*.jsonl', { query: '?raw', import: 'default', eager: true });
const Line = z.object({ name: z.string(), path: z.string(), data: z.json() });

export function readFixtureEvents(pattern: PatternName): RunEvent[] {
  const lines = (FILES[`../fixtures/${pattern}.jsonl`] ?? '').trim().split('\n');
  return toEvents(lines.map((line) => toFact(Line.parse(JSON.parse(line)))));
}

/** `until`: as it stood when the first note of that name was made. */
export function readFixture(pattern: PatternName, until?: string): readonly Recorded[] {
  const recorded = listSittings(readFixtureEvents(pattern))[0]?.recorded ?? [];
  const end = until === undefined ? -1 : recorded.findIndex(({ name }) => name === until);
  return end < 0 ? recorded : recorded.slice(0, end + 1);
}

export function toFact({ name, path, data }: Recorded): object {
  return { type: 'domain.recorded', path, name, data: { value: data } };
}

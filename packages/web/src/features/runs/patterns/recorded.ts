/** What a team has recorded of how it works, from the journal of its run. */
import { type Json, PatternName, type RunEvent } from '@tutti/protocol';
import type * as z from 'zod';

export interface Recorded {
  readonly name: string;
  readonly path: string;
  readonly data: Json;
}

/** One time that a team went through its pattern: a person who asks for changes makes it begin again. */
export interface Sitting {
  /** 1 for the first; then as often as it was made again. */
  readonly number: number;
  readonly pattern: PatternName;
  readonly recorded: readonly Recorded[];
  /** Notes that are too large to stand in their events. */
  readonly left: number;
}

export const CHOSEN = 'pattern.chosen';

export function listRecorded(events: readonly RunEvent[]): readonly Recorded[] {
  return events.flatMap((event) =>
    event.type === 'domain.recorded' && 'value' in event.data
      ? [{ name: event.name, path: event.path, data: event.data.value }]
      : [],
  );
}

export function listSittings(events: readonly RunEvent[]): readonly Sitting[] {
  const sittings = new Map<number, { pattern: PatternName; recorded: Recorded[]; left: number }>();
  for (const event of events) {
    if (event.type !== 'domain.recorded') continue;
    const pattern = toPattern(event.name);
    if (!pattern) continue;
    const number = toSittingNumber(event.path);
    const sitting = sittings.get(number) ?? { pattern, recorded: [], left: 0 };
    sittings.set(number, sitting);
    if ('value' in event.data) sitting.recorded.push({ name: event.name, path: event.path, data: event.data.value });
    else sitting.left++;
  }
  return [...sittings].map(([number, sitting]) => ({ number, ...sitting }));
}

/** All of one name, in order; what has another form, as an older run may have it, is passed over. */
export function listFacts<Fact>(recorded: readonly Recorded[], name: string, schema: z.ZodType<Fact>): readonly Fact[] {
  return recorded.flatMap((each) => {
    if (each.name !== name) return [];
    const { success, data } = schema.safeParse(each.data);
    return success ? [data] : [];
  });
}

export function findFact<Fact>(recorded: readonly Recorded[], name: string, schema: z.ZodType<Fact>): Fact | undefined {
  return listFacts(recorded, name, schema).at(-1);
}

/** Handing over is what agents do one after another. */
function toPattern(name: string): PatternName | undefined {
  const [word] = name.split('.');
  return word === 'handoff' ? 'sequential' : PatternName.safeParse(word).data;
}

function toSittingNumber(path: string): number {
  const [, number] = /^revision\/(\d+)\//.exec(path) ?? [];
  return number === undefined ? 1 : Number(number) + 1;
}

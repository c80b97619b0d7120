/** What is driven while the database has its faults: joins, effects of every class, and timers. */
import type { Program, Scope } from '@tutti/engine';
import { Json, type RunId } from '@tutti/protocol';
import * as z from 'zod';
import { createEffectsProgram, createJoinsProgram, effectStep, type World } from '../kill-loops/programs.ts';
import type { Receiver } from '../kill-loops/receiver.ts';

export interface FaultyWorld {
  readonly receiver: Receiver;
  /** Under which a run is driven here: calls are noted with it in the place of the life. */
  epochOf(run: RunId): number;
  onFired(run: RunId, due: number): void;
}

export const PROGRAMS = ['joins', 'effects', 'short'] as const;

export function createPrograms(world: FaultyWorld): Program[] {
  const toWorld = (run: RunId): World => ({ receiver: world.receiver, life: world.epochOf(run) });
  const known = [createJoinsProgram, createEffectsProgram].map((create): Program => {
    const shape = create({ receiver: world.receiver, life: 1 });
    return { ...shape, run: (scope, start) => create(toWorld(scope.run)).run(scope, start) };
  });
  const short = async (scope: Scope): Promise<Json> => {
    await effectStep(toWorld(scope.run), scope, 'idempotent');
    await effectStep(toWorld(scope.run), scope, 'verified');
    return { orders: {} };
  };
  /** Sleeps until the moments of its input, which are of the right time, whatever the clock of its driver says. */
  const timers = async (scope: Scope, input: Json): Promise<Json> => {
    for (const due of z.array(z.number()).parse(input)) {
      await scope.sleepUntil(due);
      await scope.step('fired', { effect: 'pure' }, async () => world.onFired(scope.run, due));
    }
    return { orders: {} };
  };
  return [...known, toProgram('short', short), toProgram('timers', timers)];
}

function toProgram(name: string, act: (scope: Scope, input: Json) => Promise<Json>): Program {
  return {
    name,
    version: 1,
    input: Json,
    async run(scope, { input, labels }) {
      return { output: await act(scope, input), labels };
    },
  };
}

/** Every order in which a park, two messages, one of them sent twice, a control and a kill can meet. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { nextTurn } from './simulation/idle.ts';
import { eventsOf } from './simulation/observer.ts';
import { SimStage } from './simulation/sim-stage.ts';
import type { Program } from '../run/program.ts';
import type { RunId } from '@tutti/protocol';

/** Waits for two messages, one after the other, and then whether the first one comes again. */
const listener: Program = {
  name: 'listener',
  version: 1,
  input: z.json(),
  async run(scope) {
    const first = await scope.waitFor({ key: 'message:a', payload: z.string() });
    const second = await scope.waitFor({ key: 'message:b', payload: z.string() });
    const third = await scope.waitFor({ key: 'message:a', payload: z.string(), until: scope.now() + 500 });
    const output = [first, second, third].map((received) => (received.status === 'received' ? received.value : 'none'));
    return { output, labels: [] };
  },
};

type Move = 'a' | 'a again' | 'b' | 'pause' | 'kill';

/** The run falls asleep within this many turns of the event loop after its submission. */
const TURNS = 6;

describe('a run that goes to sleep', () => {
  for (const moves of [
    ['a', 'a again', 'b', 'kill'],
    ['kill', 'b', 'a again', 'a'],
    ['a', 'b', 'pause', 'kill'],
    ['pause', 'a', 'kill', 'b'],
  ] as const) {
    it(`takes each message once, with ${moves.join(', ')} in any turn each`, async () => {
      for (const turns of listPlaces(moves.length)) await check(moves, turns);
    });
  }
});

/** Moves of one turn are made in the order of the list. */
async function check(moves: readonly Move[], turns: readonly number[]): Promise<void> {
  const stage = new SimStage({ createPrograms: () => [listener] });
  const run = await stage.submit({ program: 'listener' });
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [index, move] of moves.entries()) if (turns[index] === turn) make(move, stage, run);
    await nextTurn();
  }
  await stage.play();
  // What was not answered is asked again; the rest is known by its id.
  for (const move of ['a', 'b'] as const) make(move, stage, run);
  await stage.play(2_000);
  if (stage.get(run).state.status === 'paused') {
    await stage.send(run, { id: 'resume', key: 'control', payload: { action: 'resume' } });
    await stage.play(2_000);
  }

  const watched = stage.get(run);
  const what = moves.map((move, index) => `${move} in turn ${turns[index]}`).join(', ');
  expect(watched.state.output, what).toEqual({ value: ['from a', 'from b', 'none'] });
  expect(
    eventsOf(watched, 'signal.received').map(({ key }) => key),
    what,
  ).toEqual(['message:a', 'message:b']);
}

/** Nothing is waited for: a move may overtake the commit of the one before. */
function make(move: Move, stage: SimStage, run: RunId): void {
  switch (move) {
    case 'a':
    case 'b':
      return send(stage, run, { id: move, key: `message:${move}`, payload: `from ${move}` });
    case 'a again':
      return send(stage, run, { id: 'a', key: 'message:a', payload: 'from a' });
    case 'pause':
      return send(stage, run, { id: 'pause', key: 'control', payload: { action: 'pause', reason: '' } });
    case 'kill':
      stage.kill();
      return stage.reboot();
    default:
      return move satisfies never;
  }
}

/** A message that is sent again may come after the end. */
function send(stage: SimStage, run: RunId, signal: Parameters<SimStage['send']>[1]): void {
  stage.send(run, signal).catch((error: { code?: string }) => expect(error.code).toBe('run_finished'));
}

function listPlaces(moves: number): number[][] {
  if (moves === 0) return [[]];
  const rest = listPlaces(moves - 1);
  return Array.from({ length: TURNS }, (_, turn) => rest.map((places) => [turn, ...places])).flat();
}

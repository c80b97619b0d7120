/** What the fleet drives: joins, effects of every class, children, timers, people, mail, money; and runs that harm their worker. */
import { setTimeout as sleep } from 'node:timers/promises';
import { askApproval, type Program, type Scope } from '@tutti/engine';
import { type Amount, Json, RunId } from '@tutti/protocol';
import * as z from 'zod';
import { createEffectsProgram, createJoinsProgram, effectStep, pureStep, type World } from '../kill-loops/programs.ts';
import type { Receiver } from '../kill-loops/receiver.ts';

export interface FleetWorld {
  readonly receiver: Receiver;
  /** Under which a run is being driven here: calls are noted with it in the place of the life. */
  epochOf(run: RunId): number;
}

type Body = (world: World, scope: Scope, input: Json) => Promise<Json>;

/** More than half a second, and more than a second: the second one is slept with no worker. */
const TIMERS_MS = [500, 1_300] as const;
const LETTERS = 3;
const STEPS = 6;
/** Eight times this does not fit into the budget of 200. */
const SPENT: Amount = { tokens: 30, costNanoUsd: 30 };

const family: Body = async (_world, scope) => {
  const outcomes = await scope.all({
    elder: (own) => own.child('elder', { program: 'errand', title: 'elder', input: null }),
    younger: (own) => own.child('younger', { program: 'timers', title: 'younger', input: null }),
  });
  return {
    ended: Object.values(outcomes).filter((outcome) => outcome.status === 'done' && outcome.value.status === 'done')
      .length,
  };
};

const errand: Body = async (world, scope) => {
  await effectStep(world, scope, 'idempotent');
  await effectStep(world, scope, 'verified');
  return null;
};

const timers: Body = async (world, scope) => {
  for (const ms of TIMERS_MS) {
    await scope.sleepUntil(scope.now() + ms);
    await effectStep(world, scope, 'idempotent');
  }
  return null;
};

const approval: Body = async (world, scope) => {
  await pureStep(world, scope);
  const outcome = await askApproval(scope, {
    name: 'go',
    title: 'Go on?',
    shows: { what: 'all of it' },
    decisions: ['approved', 'rejected'],
  });
  await effectStep(world, scope, 'verified');
  return { decided: outcome.status === 'answered' ? outcome.decision : outcome.status };
};

const mail: Body = async (world, scope) => {
  const heard: number[] = [];
  while (heard.length < LETTERS) {
    const letter = await scope.waitFor({ key: 'mail', payload: z.int() });
    if (letter.status === 'received') heard.push(letter.value);
    await pureStep(world, scope);
  }
  return { heard };
};

/** Goes on until its budget ends, which it takes as it comes. */
const spend: Body = async (_world, scope) => {
  let spent = 0;
  for (let count = 1; count <= 8; count++) {
    const outcomes = await scope.all({ once: (own) => spendOnce(own) });
    spent += outcomes['once']?.status === 'done' ? 1 : 0;
  }
  return { spent };
};

const steps: Body = async (world, scope) => {
  for (let count = 1; count <= STEPS; count++) await pureStep(world, scope);
  return null;
};

const pay: Body = async (world, scope) => {
  await pureStep(world, scope);
  await effectStep(world, scope, 'idempotent');
  await effectStep(world, scope, 'verified');
  await effectStep(world, scope, 'idempotent');
  return null;
};

/** Ends whoever drives it. */
const poison: Body = async (world, scope) => {
  await scope.step('die', { effect: 'pure' }, async (_signal, { key }) => {
    world.receiver.call({ life: world.life, run: scope.run, path: 'die/1', key, effect: 'pure' });
    process.kill(process.pid, 'SIGKILL');
    return null;
  });
  return null;
};

/** Keeps its first driver from everything else for as long as its input says, and no later one. */
const block: Body = async (world, scope, input) => {
  await scope.step('block', { effect: 'pure' }, async (_signal, { key }) => {
    world.receiver.call({ life: world.life, run: scope.run, path: 'block/1', key, effect: 'pure' });
    const end = world.life === 1 ? Date.now() + z.number().parse(input) : 0;
    while (Date.now() < end);
    return null;
  });
  return null;
};

/** As many rounds as its input says: under way when something happens to its worker. */
const slow: Body = async (world, scope, input) => {
  const rounds = input === null ? STEPS : z.int().parse(input);
  for (let count = 1; count <= rounds; count++) {
    await scope.step('wait', { effect: 'pure' }, (signal) => sleep(150, null, { signal }));
    await effectStep(world, scope, 'idempotent');
  }
  return null;
};

const BODIES: Readonly<Record<string, Body>> = {
  family,
  errand,
  timers,
  approval,
  mail,
  spend,
  steps,
  pay,
  poison,
  block,
  slow,
};

export function createFleetPrograms(world: FleetWorld): Program[] {
  const drive = (run: RunId): World => ({ receiver: world.receiver, life: world.epochOf(run) });
  const plain = Object.entries(BODIES).map(([name, body]) =>
    toProgram(name, (scope, input) => body(drive(scope.run), scope, input)),
  );
  const whole = [createJoinsProgram, createEffectsProgram].map((create): Program => {
    const shape = create({ receiver: world.receiver, life: 1 });
    return { ...shape, run: (scope, start) => create(drive(scope.run)).run(scope, start) };
  });
  return [...plain, ...whole];
}

export function toProgram(name: string, act: (scope: Scope, input: Json) => Promise<Json>, version = 1): Program {
  return {
    name,
    version,
    input: Json,
    async run(scope, { input, labels }) {
      return { output: await act(scope, input), labels };
    },
  };
}

function spendOnce(scope: Scope): Promise<null> {
  const used = { inputTokens: 20, outputTokens: 5, costNanoUsd: 25 };
  return scope.step<null>('spend', { effect: 'pure', reserve: () => SPENT, usage: () => used }, async () => null);
}

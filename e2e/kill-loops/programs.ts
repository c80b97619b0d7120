/** What the killed processes drive: every kind of join and of effect, with steps that take a few milliseconds. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JoinPolicy, Outcome, Program, Scope, StepCall, StepOptions } from '@tutti/engine';
import { Json } from '@tutti/protocol';
import * as z from 'zod';
import type { Call, Receiver } from './receiver.ts';

const SLOWEST_STEP_MS = 24;

export interface World {
  readonly receiver: Receiver;
  readonly life: number;
}

const JOINS: Readonly<Record<string, JoinPolicy>> = {
  everybody: {},
  'first-success': { successes: 1 },
  quorum: { successes: 2 },
  'two-at-once': { atOnce: 2 },
};
const ROUNDS = 5;
const BRANCHES = ['ann', 'bob', 'cid'] as const;
const Receipt = z.object({ key: z.string() });
type Receipt = z.infer<typeof Receipt>;

/** Its result is what it saw of its joins, in order, so that the last life can be compared with the journal. */
export function createJoinsProgram(world: World): Program {
  return {
    name: 'joins',
    version: 1,
    input: Json,
    async run(scope, { labels }) {
      const orders: Record<string, string[]> = {};
      for (const [name, policy] of Object.entries(JOINS)) {
        const outcomes = await scope.within(name, (own) =>
          own.all(Object.fromEntries(BRANCHES.map((by) => [by, (branch: Scope) => workOn(world, branch)])), policy),
        );
        orders[`${name}/1/all/1`] = endedOf(outcomes);
      }
      return { output: { orders }, labels };
    },
  };
}

export function createEffectsProgram(world: World): Program {
  return {
    name: 'effects',
    version: 1,
    input: Json,
    async run(scope, { labels }) {
      for (let round = 1; round <= ROUNDS; round++) {
        await pureStep(world, scope);
        await effectStep(world, scope, 'idempotent');
        await effectStep(world, scope, 'verified');
        await effectStep(world, scope, 'asked');
      }
      return { output: { orders: {} }, labels };
    },
  };
}

async function workOn(world: World, scope: Scope): Promise<string> {
  for (let count = 1; count <= 2; count++) await pureStep(world, scope);
  return scope.path;
}

export function pureStep(world: World, scope: Scope): Promise<Receipt> {
  return scope.step<Receipt>('think', { effect: 'pure', output: Receipt }, (signal, call) =>
    act(world, signal, toEntry(world, call, 'pure')),
  );
}

export function effectStep(world: World, scope: Scope, effect: Exclude<Call['effect'], 'pure'>): Promise<Receipt> {
  const verify: StepOptions<Receipt>['verify'] = async (_signal, { key }) =>
    world.receiver.knows(key) ? { happened: true, output: { key } } : { happened: false };
  const options: StepOptions<Receipt> = {
    effect: effect === 'idempotent' ? 'idempotent' : 'irreversible',
    output: Receipt,
    ...(effect === 'verified' && { verify }),
  };
  return scope.step<Receipt>(effect, options, (signal, call) => act(world, signal, toEntry(world, call, effect)));
}

/** The effect comes in the middle, so that a kill can fall before and after it. */
async function act({ receiver }: World, signal: AbortSignal, entry: Call): Promise<Receipt> {
  await sleep(delayOf(`${entry.key}/before`), undefined, { signal });
  receiver.call(entry);
  await sleep(delayOf(`${entry.key}/after`), undefined, { signal });
  return { key: entry.key };
}

/** The key is the run and the path of the step. */
function toEntry({ life }: World, { key }: StepCall, effect: Call['effect']): Call {
  const slash = key.indexOf('/');
  return { life, run: key.slice(0, slash) as Call['run'], path: key.slice(slash + 1), key, effect };
}

/** The same for the same step in every life. */
function delayOf(text: string): number {
  return (createHash('sha256').update(text).digest()[0] ?? 0) % (SLOWEST_STEP_MS / 2);
}

function endedOf(outcomes: Record<string, Outcome<string>>): string[] {
  return Object.entries(outcomes).flatMap(([name, { status }]) => (status === 'stopped' ? [] : [name]));
}

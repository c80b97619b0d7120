/** The programs that wrote the golden journals. They stay as they are: a new one is added beside them. */
import { AgentId, type EffectClass, type Json, toCanonicalText } from '@tutti/protocol';
import * as z from 'zod';
import { RetryableError, RunError } from '../../errors.ts';
import { ModelFailedError, NoRouteError } from '../../model-errors.ts';
import { askApproval } from '../../run/ask-approval.ts';
import type { Failpoint } from '../../run/drive-ports.ts';
import type { Program, ProgramStart } from '../../run/program.ts';
import { PartialResultError } from '../../run/partial-result-error.ts';
import type { AttemptWish, Scope, StepOptions } from '../../run/scope.ts';
import { sha256 } from '../../run/sha256.ts';
import type { RunRequest } from '../../run/run-request.ts';

export interface GoldenProgram {
  readonly program: Program;
  readonly request?: Partial<RunRequest>;
  readonly killedAt?: { readonly point: Failpoint; readonly path: string };
  /** What reaches the run, each some time after the one before. A text is the reason of a cancel. */
  readonly outside?: readonly {
    readonly afterMs: number;
    readonly action: string | { readonly id: string; readonly key: string; readonly payload: Json };
  }[];
}

const BOUGHT = { inputTokens: 11, outputTokens: 7, cacheReadTokens: 5, reasoningTokens: 2, costNanoUsd: 19 };
const SHOWN = { to: 'production' };

type Body = (scope: Scope, start: ProgramStart<Json>) => Promise<Json>;

/** Counts what is really done, so that a replay can show that it did nothing. */
export const acts = { count: 0 };

export const goldenPrograms: readonly GoldenProgram[] = [
  golden('steps', async (scope) => [await did(scope, 'a'), await did(scope, 'b'), await did(scope, 'a')]),
  golden('nested', (scope) =>
    scope.within('outer', async (outer) => outer.within('inner', (inner) => did(inner, 'deep'))),
  ),
  golden('every-effect', async (scope) => {
    const effects: EffectClass[] = ['pure', 'read', 'idempotent', 'compensatable', 'irreversible'];
    const results: Json[] = [];
    for (const effect of effects) results.push(await did(scope, effect, { effect, input: { effect } }));
    return results;
  }),
  golden('retried', async (scope) => {
    const options = { effect: 'read', output: z.json(), retry: { firstDelayMs: 10 } } as const;
    return scope.step('flaky', options, async (_, { attempt }) => {
      acts.count++;
      if (attempt < 3) throw new RetryableError(`attempt ${attempt} failed`);
      return attempt;
    });
  }),
  golden('join-all', (scope) => join(scope, {})),
  golden('join-first', (scope) => join(scope, { successes: 1 })),
  golden('join-as-they-come', (scope) => join(scope, { atOnce: 1, successes: 2 })),
  golden('join-failed', async (scope) => {
    const fail = (inner: Scope) => inner.step('fail', { effect: 'pure' }, () => Promise.reject(new Error('no')));
    return scope.all({ ann: fail, bob: fail }, { successes: 1 }).then(
      () => 'met',
      () => 'failed',
    );
  }),
  {
    ...golden('waits', async (scope) => {
      const reply = await scope.waitFor({ key: 'message:reply', payload: z.string() });
      await scope.sleepUntil(scope.now() + 5_000);
      const late = await scope.waitFor({ key: 'message:never', payload: z.string(), until: scope.now() + 1_000 });
      return [reply.status === 'received' && reply.value, late.status];
    }),
    outside: [
      { afterMs: 10, action: { id: 'wrong', key: 'message:reply', payload: 7 } },
      { afterMs: 10, action: { id: 'right', key: 'message:reply', payload: 'hello' } },
    ],
  },
  golden('episodes', async (scope, { state }) => {
    const count = z.number().parse(state ?? 0);
    await did(scope, 'part', { input: { count } });
    if (count < 3) scope.continueAs(count + 1);
    return count;
  }),
  {
    ...golden('doubt', (scope) => did(scope, 'send', { effect: 'irreversible' })),
    killedAt: { point: 'after-act', path: 'send/1' },
    outside: [
      { afterMs: 10, action: { id: 'answer', key: 'doubt:send/1', payload: { verdict: 'happened', output: 'sent' } } },
    ],
  },
  {
    ...golden('verified', (scope) =>
      did(scope, 'send', { effect: 'compensatable', verify: async () => ({ happened: true, output: 'found' }) }),
    ),
    killedAt: { point: 'after-act', path: 'send/1' },
  },
  golden('parent', async (scope) => {
    const outcome = await scope.child('below', { program: 'steps', input: null, title: 'a child' });
    return outcome.status === 'done' ? outcome.value : outcome.status;
  }),
  golden('draws', async (scope) => {
    await scope.record({ name: 'drawn', data: { version: scope.version('change'), random: scope.random() } });
    return [scope.now(), scope.random(), scope.newId(), scope.version('change')];
  }),
  {
    ...golden('reserved', (scope) =>
      did(scope, 'model', {
        kind: 'model',
        reserve: () => ({ tokens: 100, costNanoUsd: 5 }),
        usage: () => ({ inputTokens: 3, outputTokens: 4, costNanoUsd: 1 }),
      }),
    ),
    request: { budget: { tokens: 1_000 } },
  },
  {
    ...golden('cancelled', async (scope) => {
      await did(scope, 'first');
      await scope.waitFor({ key: 'message:never', payload: z.json() });
      return 'not reached';
    }),
    outside: [{ afterMs: 10, action: 'no longer needed' }],
  },
  {
    ...golden('paused', async (scope) => {
      await scope.waitFor({ key: 'message:on', payload: z.json() });
      return did(scope, 'after');
    }),
    outside: [
      { afterMs: 10, action: { id: 'pause', key: 'control', payload: { action: 'pause', reason: 'a break' } } },
      { afterMs: 10, action: { id: 'on', key: 'message:on', payload: null } },
      { afterMs: 10, action: { id: 'resume', key: 'control', payload: { action: 'resume' } } },
    ],
  },
  {
    ...golden('too-late', async (scope) => scope.waitFor({ key: 'message:never', payload: z.json() }).then(() => null)),
    request: { deadline: 1_750_000_010_000 },
  },
  {
    ...golden('approved', async (scope) => {
      const wish = { name: 'deploy', title: 'Deploy it?', shows: SHOWN, decisions: ['approved', 'rejected'] } as const;
      const outcome = await askApproval(scope, wish);
      return outcome.status === 'answered' ? [outcome.decision, outcome.comment ?? null] : outcome.status;
    }),
    outside: [
      { afterMs: 10, action: { id: 'wrong', key: 'approval:deploy', payload: toApproval({ to: 'elsewhere' }) } },
      { afterMs: 10, action: { id: 'right', key: 'approval:deploy', payload: toApproval(SHOWN) } },
    ],
  },
  {
    ...golden('routed', (scope) => {
      let awaited = false;
      return scope.step<Json>(
        'model',
        {
          kind: 'model',
          effect: 'read',
          agent: AgentId.parse('ann'),
          output: z.json(),
          usage: () => BOUGHT,
          reserve({ number, refused }) {
            const isFirst = !awaited;
            awaited = true;
            if (isFirst) throw new NoRouteError(scope.now() + 500, [{ model: 'groq/small', why: 'down' }]);
            return refused ? toOffer(number, 200) : toOffer(number, 5_000);
          },
        },
        async (_, { attempt }) => {
          acts.count++;
          if (attempt === 1) throw new ModelFailedError('cut', { class: 'cut', elsewhere: true, used: BOUGHT });
          return 'answered';
        },
      );
    }),
    request: { budget: { tokens: 1_000 } },
  },
  golden('stopped-short', async (scope) => {
    const done = await did(scope, 'first');
    const reason = new RunError('budget_exceeded', 'the budget of tenant has 0 tokens left');
    throw new PartialResultError(reason, { outcome: 'stopped', text: done });
  }),
  golden('produces', async (scope) => {
    const made = await scope.produce({ name: 'report.md', mediaType: 'text/markdown', text: '# Report', labels: [] });
    return made.blob;
  }),
];

/** What does not fit at first costs less when it is asked for again. */
function toOffer(number: number, tokens: number): AttemptWish {
  const amount = { tokens, costNanoUsd: tokens };
  const model = number === 1 ? 'groq/small' : 'openai/large';
  return {
    amount,
    ...(tokens < 5_000 && { step: 'cheaper' }),
    route: {
      model,
      key: 'main',
      complexity: 'medium',
      because: 'free_first',
      free: false,
      local: false,
      maxOutputTokens: tokens,
      worstCase: amount,
      passedOver: [],
    },
    toSpent: (usage) => ({ model, key: 'main', usage, free: false, local: false, insteadOfNanoUsd: 99 }),
  };
}

function golden(name: string, body: Body): GoldenProgram {
  return {
    program: {
      name,
      version: 1,
      input: z.json(),
      changes: { change: 3 },
      run: async (scope, start) => ({ output: await body(scope, start), labels: [] }),
    },
  };
}

function toApproval(shown: Json): Json {
  return { decision: 'approved', comment: 'fine', subject: sha256(toCanonicalText(shown)), path: 'approval/1/wait/1' };
}

function did(scope: Scope, name: string, options: Partial<StepOptions<Json>> = {}): Promise<Json> {
  return scope.step<Json>(name, { effect: 'read', output: z.json(), ...options }, async () => {
    acts.count++;
    return `did ${name}`;
  });
}

async function join(scope: Scope, policy: Parameters<Scope['all']>[1]): Promise<Json> {
  const branch = async (inner: Scope, steps: number) => {
    const results: Json[] = [];
    for (let step = 0; step < steps; step++) results.push(await did(inner, 'part'));
    return results;
  };
  const outcomes = await scope.all(
    { slow: (inner) => branch(inner, 3), quick: (inner) => branch(inner, 1), middle: (inner) => branch(inner, 2) },
    policy,
  );
  return Object.entries(outcomes).map(([name, outcome]) => [name, outcome.status]);
}

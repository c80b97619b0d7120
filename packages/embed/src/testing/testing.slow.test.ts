import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createTutti, defineAgent, defineTool, RetryableError } from '../index.ts';
import { callTool, cutAfter, failModelOnce, failToolOnce, failWith, ManualClock, scriptedModel } from './index.ts';

const LONG = 60_000;
const cook = { id: 'cook', purpose: 'plans menus', instructions: 'Plan a menu.' };
const chef = defineAgent(cook);

describe('a scripted model', () => {
  it(
    'fails as a provider does: what is cut is not taken for an answer, and is asked for again',
    async () => {
      const model = scriptedModel([cutAfter('half of a '), failWith('overloaded'), 'Soup.']);
      await using tutti = await createTutti({ models: [model], agents: [chef] });
      const run = await tutti.run({ goal: 'a menu', agents: [chef] });
      expect(run.text).toBe('Soup.');
      const routed = run.events.filter(({ type }) => type === 'model.routed');
      expect(routed).toHaveLength(3);
      expect(model.requests).toHaveLength(3);
    },
    LONG,
  );

  it(
    'gives way to another where it is refused',
    async () => {
      const first = scriptedModel([failWith('unauthorized')], 'first/model');
      const second = scriptedModel(['Soup.'], 'second/model');
      const careful = defineAgent({ ...cook, models: { prefer: ['first/model', 'second/model'] } });
      await using tutti = await createTutti({ models: [first, second], agents: [careful] });
      const run = await tutti.run({ goal: 'a menu', agents: [careful] });
      expect(run.models).toEqual(['second/model']);
    },
    LONG,
  );

  it(
    'says so when it is asked for more than stands in it',
    async () => {
      await using tutti = await createTutti({ models: [scriptedModel([])], agents: [chef] });
      await expect(tutti.run({ goal: 'a menu', agents: [chef] })).rejects.toThrow('the script has 0 lines');
    },
    LONG,
  );

  it(
    'is waited for by the clock that the test moves',
    async () => {
      const clock = new ManualClock();
      const hour = 3_600_000;
      const model = scriptedModel([failWith('rate_limited', { retryAt: clock.now() + hour }), 'Soup.']);
      await using tutti = await createTutti({ models: [model], agents: [chef], clock });
      const run = await tutti.start({ goal: 'a menu', agents: [chef] });
      for await (const event of tutti.watch(run)) if (event.type === 'model.awaited') clock.advanceTo(event.until);
      expect((await tutti.finished(run)).text).toBe('Soup.');
      expect(clock.now()).toBeGreaterThanOrEqual(Date.parse('2026-01-01T01:00:00Z'));
    },
    LONG,
  );
});

describe('one call that is made to fail', () => {
  const input = z.object({ euros: z.number() });
  const payer = (tool: ReturnType<typeof defineTool>) => defineAgent({ ...cook, id: 'payer', tools: [tool] });

  it(
    'of a model is made again',
    async () => {
      const model = failModelOnce(scriptedModel(['A long soup.', 'Soup.']), { class: 'cut', afterCharacters: 6 });
      await using tutti = await createTutti({ models: [model], agents: [chef] });
      expect((await tutti.run({ goal: 'a menu', agents: [chef] })).text).toBe('Soup.');
    },
    LONG,
  );

  it(
    'of a tool is told to the model, and made again where its error may pass',
    async () => {
      let calls = 0;
      const read = defineTool({ name: 'read', description: 'Reads.', input, effect: 'read', run: () => ++calls });
      const ask = callTool('read', { euros: 3 });
      const models = [scriptedModel([ask, 'Nothing.'], 'told/model'), scriptedModel([ask, 'Read.'], 'untold/model')];
      const agents = [failToolOnce(read), failToolOnce(read, { error: new RetryableError('busy') })].map(payer);
      for (const [index, agent] of agents.entries()) {
        await using tutti = await createTutti({ models: models.slice(index, index + 1), agents: [agent] });
        await tutti.run({ goal: 'read', agents: [agent] });
      }
      const [first, second] = models.map(({ requests }) => requests[1]?.messages.at(-1));
      expect(first).toMatchObject({ text: expect.stringContaining('made to fail'), failed: true });
      expect(second).toMatchObject({ text: '1', failed: false });
    },
    LONG,
  );

  it(
    'after it has paid leaves a doubt, which is never settled by paying again',
    async () => {
      const paid: number[] = [];
      const pay = defineTool({ name: 'pay', description: 'Pays.', input, run: ({ euros }) => void paid.push(euros) });
      const agent = payer(failToolOnce(pay, { after: true }));
      const asked: string[] = [];
      await using tutti = await createTutti({
        models: [scriptedModel([callTool('pay', { euros: 3 }), 'Paid.'])],
        agents: [agent],
        approve: ({ kind }) => {
          asked.push(kind);
          return kind === 'doubt' ? 'happened' : 'approved';
        },
      });
      expect((await tutti.run({ goal: 'pay', agents: [agent] })).text).toBe('Paid.');
      expect(asked).toEqual(['request', 'doubt']);
      expect(paid).toEqual([3]);
    },
    LONG,
  );
});

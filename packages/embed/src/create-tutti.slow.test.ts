import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import {
  AgentModelConnector,
  integrateAgentWithModels,
  createTutti,
  DecisionNeededError,
  type OpenApproval,
  defineAgent,
  defineTool,
  nothingHappened,
  type TuttiOptions,
} from './index.ts';
import { callTool, giveJson, scriptedModel } from './testing/index.ts';

const LONG = 60_000;
const cook = { id: 'cook', purpose: 'plans menus', instructions: 'Plan a menu.' };

const open = (options: TuttiOptions = {}) => createTutti({ environment: {}, ...options });

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-embed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('a program with Tutti in it', () => {
  it(
    'lets its own agents, tools and objects work with one that comes with Tutti',
    async () => {
      const prices = { pie: 3 };
      const priceOf = defineTool({
        name: 'price_of',
        description: 'The price of a dish in euros.',
        input: z.object({ dish: z.enum(['pie']), guests: z.number().optional() }),
        effect: 'read',
        run: ({ dish }) => ({ euros: prices[dish] }),
      });
      class Clerk {
        readonly #prefix = 'filed';
        executeTask(goal: string) {
          return { note: `${this.#prefix} ${goal.length > 0}` };
        }
      }
      const chef = defineAgent({ ...cook, tools: [priceOf] });
      const bill = defineAgent({
        ...cook,
        id: 'bill',
        output: z.object({ total: z.number(), paid: z.boolean().default(false) }),
      });
      const clerk = defineAgent({ id: 'clerk', run: new Clerk(), effect: 'pure' });
      const model = scriptedModel([callTool('price_of', { dish: 'pie' }), 'Pie.', giveJson({ total: 3 }), 'Edited.']);
      await using tutti = await open({ models: [model], agents: [chef, bill, clerk] });
      const run = await tutti.run({ goal: 'a menu', agents: [chef, bill, clerk, 'editing'] });
      expect(run.text).toBe('Edited.');
      expect(run.contributions.map(({ by }) => by)).toEqual(['cook', 'bill', 'clerk', 'editing']);
      expect(run.from(chef)).toBe('Pie.');
      expect(run.from(bill)).toEqual({ total: 3, paid: false });
      expectTypeOf(run.from(bill)).toEqualTypeOf<{ total: number; paid: boolean }>();
      expectTypeOf(run.from(chef)).toEqualTypeOf<string>();
      expect(run.from(clerk)).toBe('{"note":"filed true"}');
      expect(run.models).toEqual(['scripted/model']);
      expect(model.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', text: '{"euros":3}' });
      expect(model.requests[2]?.answerSchema).toMatchObject({ properties: { total: { type: 'number' } } });
      expect(await run.artefacts[0]?.text()).toBe('Edited.');
      expect(run.events.at(-1)?.type).toBe('run.completed');
    },
    LONG,
  );

  it(
    'asks before a tool that says nothing of its effect, and tells the model what was decided',
    async () => {
      const sent: string[] = [];
      const send = defineTool({
        name: 'send',
        description: 'Sends a letter.',
        input: z.object({ to: z.string() }),
        run: ({ to }) => void sent.push(to),
      });
      const asked: OpenApproval[] = [];
      const writer = defineAgent({ ...cook, id: 'writer-of-letters', tools: [send] });
      const model = scriptedModel([callTool('send', { to: 'ann' }), callTool('send', { to: 'bob' }), 'Done.']);
      await using tutti = await open({
        models: [model],
        agents: [writer],
        approve(approval) {
          asked.push(approval);
          return JSON.stringify(approval).includes('ann') ? 'approved' : { decision: 'rejected', comment: 'not bob' };
        },
      });
      await tutti.run({ goal: 'letters', agents: [writer] });
      expect(sent).toEqual(['ann']);
      expect(asked).toHaveLength(2);
      expect(model.requests[2]?.messages.at(-1)).toMatchObject({ text: expect.stringContaining('not bob') });
    },
    LONG,
  );

  it(
    'hears what is asked where it decides nothing by itself, and may answer then',
    async () => {
      const ring = defineTool({ name: 'ring', description: 'Rings.', input: z.object({}), run: () => 'rung' });
      const ringer = defineAgent({ ...cook, id: 'ringer', tools: [ring] });
      await using tutti = await open({
        models: [scriptedModel([callTool('ring', {}), 'Rung.'])],
        agents: [ringer],
      });
      const run = await tutti.start({ goal: 'ring', agents: [ringer] });
      const needed = await tutti.finished(run).catch((error: unknown) => error);
      expect(needed).toMatchObject({ code: 'decision_needed', run, approval: { kind: 'request' } });
      await tutti.decide(Reflect.get(Object(needed), 'approval'), 'approved');
      expect((await tutti.finished(run)).text).toBe('Rung.');
    },
    LONG,
  );

  it(
    'hears of every question as long as it is open, and of the next one when it was answered',
    async () => {
      const rung: string[] = [];
      const ring = defineTool({
        name: 'ring',
        description: 'Rings.',
        input: z.object({ bell: z.string() }),
        run: ({ bell }) => void rung.push(bell),
      });
      const ringer = defineAgent({ ...cook, id: 'ringer', tools: [ring] });
      const calls = ['east', 'west'].map((bell) => callTool('ring', { bell }));
      const model = scriptedModel([...calls, 'Rung.']);
      await using tutti = await open({ models: [model], agents: [ringer] });
      const run = await tutti.start({ goal: 'ring', agents: [ringer] });
      const untilAsked = async () => {
        const needed = await tutti.finished(run).catch((error: unknown) => error);
        if (needed instanceof DecisionNeededError) return needed.approval;
        throw needed;
      };
      const first = await untilAsked();
      expect(await untilAsked()).toEqual(first);
      await tutti.decide(first, 'approved');
      const second = await untilAsked();
      expect(second.path).not.toBe(first.path);
      await tutti.decide(second, 'approved');
      expect((await tutti.finished(run)).text).toBe('Rung.');
      expect(rung).toEqual(['east', 'west']);
    },
    LONG,
  );

  it(
    'tells what happens, and the words as they come, from the beginning to the end',
    async () => {
      const chef = defineAgent(cook);
      await using tutti = await open({ models: [scriptedModel(['Soup.'])], agents: [chef] });
      const run = await tutti.start({ goal: 'a menu', agents: [chef] });
      const seen: string[] = [];
      for await (const event of tutti.watch(run)) seen.push(event.type);
      expect(seen[0]).toBe('run.submitted');
      expect(seen.at(-1)).toBe('run.completed');
      const again = await Array.fromAsync(tutti.watch(run));
      expect(again.map(({ type }) => type)).toEqual(seen.filter((type) => type !== 'words'));
      expect(await Array.fromAsync(tutti.watch(run, { after: again.length }))).toEqual([]);
    },
    LONG,
  );

  it(
    'is told how a run failed, and goes on from there',
    async () => {
      const paper: string[] = [];
      const print = (goal: string) => {
        if (paper.length === 0) throw nothingHappened('out of paper');
        return `printed ${goal.length > 0}`;
      };
      const chef = defineAgent(cook);
      const printer = defineAgent({ id: 'printer', run: print });
      const model = scriptedModel(['Soup.']);
      await using tutti = await open({ models: [model], agents: [chef, printer] });
      const failed = await tutti.run({ goal: 'a menu', agents: [chef, printer] }).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'agent_failed', message: expect.stringContaining('out of paper') });
      paper.push('sheet');
      const retried = await tutti.retry(Reflect.get(Object(failed), 'run'));
      expect((await tutti.finished(retried)).text).toBe('printed true');
      expect(model.left).toBe(0);
    },
    LONG,
  );

  it(
    'asks for the same run by the same id, in the next process too',
    async () => {
      const directory = await createFolder();
      const chef = defineAgent(cook);
      const wish = { id: 'menu of today', goal: 'a menu', agents: [chef] };
      const once = scriptedModel(['Soup.']);
      {
        await using first = await open({ directory, models: [once], agents: [chef] });
        const [one, other] = await Promise.all([first.run(wish), first.run(wish)]);
        expect(other.id).toBe(one.id);
      }
      await using second = await open({ directory, models: [scriptedModel([])], agents: [chef] });
      expect((await second.run(wish)).text).toBe('Soup.');
      await expect(second.run({ ...wish, goal: 'another menu' })).rejects.toMatchObject({
        code: 'idempotency_conflict',
      });
    },
    LONG,
  );

  it(
    'ends a run at its limits, and says at which',
    async () => {
      const waiter = defineAgent({
        id: 'waiter',
        effect: 'read',
        run: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
      });
      const chef = defineAgent(cook);
      await using tutti = await open({ models: [scriptedModel(['Soup.'])], agents: [waiter, chef] });
      const late = tutti.run({ goal: 'wait', agents: [waiter], deadline: new Date(Date.now() + 500) });
      await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded' });
      const dear = tutti.run({ goal: 'a menu', agents: [chef], budget: { tokens: 5 }, complexity: 'high' });
      await expect(dear).rejects.toMatchObject({ code: 'budget_exceeded' });
      const run = await tutti.start({ goal: 'wait', agents: [waiter], priority: 'high' });
      for await (const event of tutti.watch(run))
        if (event.type === 'model.routed' || event.type === 'budget.reserved') break;
      await tutti.cancel(run, 'enough');
      await expect(tutti.finished(run)).rejects.toMatchObject({ code: 'run_cancelled', run });
    },
    LONG,
  );

  it(
    'gives models to an instance that was there before, by the name of its class',
    async () => {
      class CodeReviewAgent {
        review = () => 'fine';
      }
      class PaperPlaneAgent {}
      const model = scriptedModel(['It is sound.', 'It flies.']);
      await using tutti = await open({ models: [model] });
      const connector = new AgentModelConnector(tutti);
      const reviewer = integrateAgentWithModels(new CodeReviewAgent(), connector);
      expect(reviewer.review()).toBe('fine');
      const { tools, ...executed } = await reviewer.executeWithAi('Review this.', 'high');
      const about = { agent: 'code-review', model: 'scripted/model', result: 'It is sound.', complexity: 'high' };
      expect(executed).toEqual(about);
      expect(tools).toEqual(await connector.getMcpToolsForAgent('codereview'));
      expect(await connector.getCapabilitiesForAgent('code_review')).not.toEqual([]);
      expect(await connector.getModelForAgent('code-review', 'low')).toBe('scripted/model');
      // Nobody goes by this name: it is lent the policy of the agent `base`.
      const plane = integrateAgentWithModels(new PaperPlaneAgent(), connector);
      expect(await plane.executeWithAi('Fly.')).toMatchObject({ agent: 'paper-plane', result: 'It flies.' });
      expect(model.requests.map(({ agent }) => agent)).toEqual(['code-review', 'base']);
    },
    LONG,
  );

  it(
    'rehearses where no model is set, and says so',
    async () => {
      await using tutti = await open({ environment: { TUTTI_MODELS: 'rehearsal' } });
      const run = await tutti.run({ goal: 'a harbour festival', agents: ['project'] });
      expect(run.models).toEqual(['tutti/rehearsal']);
    },
    LONG,
  );

  it(
    'leaves nothing behind where it was given no directory',
    async () => {
      const tutti = await open();
      expect(existsSync(tutti.directory)).toBe(true);
      await tutti[Symbol.asyncDispose]();
      expect(existsSync(tutti.directory)).toBe(false);
    },
    LONG,
  );

  it(
    'is refused what would go wrong later',
    async () => {
      expect(() => defineAgent({ ...cook, id: 'Not An Id' })).toThrow('id');
      expect(() => defineAgent({ ...cook, output: z.date() })).toThrow('cannot be told to a model');
      const tool = (name: string) => defineTool({ name, description: 'x', input: z.object({}), run: () => 1 });
      await expect(open({ tools: [tool('a'), tool('a')] })).rejects.toThrow('two tools have the name a');
      await expect(open({ tools: [tool('calculate')] })).rejects.toThrow('calculate');
      const folder = await createFolder();
      await writeFile(join(folder, 'config.yaml'), 'databaseUrl: postgres://u:p@127.0.0.1/x\n', { mode: 0o600 });
      await expect(open({ directory: folder })).rejects.toThrow('names a database');
      await using tutti = await open({ models: [] });
      await expect(tutti.run({ goal: 'x', agents: [defineAgent(cook)] })).rejects.toThrow(
        'was not given the agent cook',
      );
      await expect(tutti.run({ goal: 'x', agents: ['projct'] })).rejects.toMatchObject({ code: 'unknown_agent' });
    },
    LONG,
  );
});

describe('a run that leaves it open how', () => {
  it(
    'chooses pattern and team where they are left open, and the same again for the same id',
    async () => {
      await using tutti = await open({ environment: { TUTTI_MODELS: 'rehearsal' } });
      const wish = { id: 'bug', goal: 'Fix the bug in the parser', pattern: 'auto' } as const;
      const { chosen } = await tutti.analyze(wish.goal);
      const run = await tutti.run(wish);
      expect(new Set(run.contributions.map(({ by }) => by))).toEqual(new Set(chosen.agents));
      expect(run.outcome).toBe('finished');
      // Its record has changed since, so that somebody else might be chosen now.
      expect((await tutti.run(wish)).id).toBe(run.id);
      const other = { ...wish, goal: 'Fix another bug' };
      await expect(tutti.run(other)).rejects.toMatchObject({ code: 'idempotency_conflict' });
    },
    LONG,
  );
});

import { Agent, DEFAULT_AGENTS, NewTask, RunId, TaskId, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createAgentBook } from '../agents/agent-book.ts';
import { createRedact } from '../run/redact.ts';
import { toTaskRequest } from './to-task-request.ts';

const toAgent = (id: string) => Agent.parse({ id, purpose: 'works', capabilities: ['work'], instructions: 'Work.' });
const book = createAgentBook([...DEFAULT_AGENTS, 'code-review'].map(toAgent));
const none = new Uint8Array(16);
const setting = { book, task: TaskId.parse(toIdText('tsk', 0, none)), run: RunId.parse(toIdText('run', 0, none)) };

describe('a task', () => {
  it('tells its run how hard it is, and what to do when a budget is in the way', () => {
    const { input } = toTaskRequest({ goal: 'a poem', complexity: 'high', ladder: ['ask', 'stop'] }, setting);
    expect(input).toMatchObject({ complexity: 'high', ladder: ['ask', 'stop'] });
    const plain = toTaskRequest({ goal: 'a poem' }, setting).input;
    expect(Object.keys(Object(plain))).toEqual(['goal', 'agents', 'pattern', 'review']);
  });

  it('gives its run the files that come with it', () => {
    const files = [{ path: 'data/orders.csv', content: 'YQoxCg==' }];
    expect(toTaskRequest({ goal: 'Add up.', files }, setting).input).toMatchObject({ files });
    const stray = [{ path: '../orders.csv', content: 'YQoxCg==' }];
    expect(() => toTaskRequest({ goal: 'Add up.', files: stray }, setting)).toThrow(
      expect.objectContaining({ code: 'invalid_input', field: 'files.0.path' }),
    );
  });

  it('becomes a run of its team, with the agents pinned as they are now', () => {
    const wish = NewTask.parse({
      goal: '  Plan a ferry.\nSlowly.  ',
      agents: ['code-review', 'code-review'],
      review: true,
    });
    const request = toTaskRequest(
      { ...wish, budget: { tokens: 5 }, deadline: 7 },
      { ...setting, seed: 's', trace: 't' },
    );
    expect(request).toEqual({
      program: 'team',
      title: 'Plan a ferry.',
      input: {
        goal: 'Plan a ferry.\nSlowly.',
        agents: ['code-review', 'code-review'],
        pattern: 'sequential',
        review: true,
      },
      pins: { agents: [toAgent('code-review')], seed: 's' },
      searchText: 'Plan a ferry.\nSlowly.\ncode-review\ncode-review',
      agents: [toAgent('code-review')],
      priority: 'normal',
      budget: { tokens: 5 },
      deadline: 7,
      task: setting.task,
      run: setting.run,
      trace: 't',
    });
  });

  it('is worked on by the usual three where it names no agents', () => {
    expect(toTaskRequest({ goal: 'Plan.' }, setting)).toMatchObject({
      input: { agents: DEFAULT_AGENTS, review: false },
      pins: { agents: DEFAULT_AGENTS.map(toAgent) },
    });
  });

  it('may let its agents ask local models first, and pins them so', () => {
    const careful = Agent.parse({ ...toAgent('careful'), models: { prefer: ['ollama/qwen3'], otherwise: 'local' } });
    const own = createAgentBook([
      Agent.parse({ ...toAgent('coding'), models: { prefer: ['groq/a'], paid: 'never' } }),
      careful,
    ]);
    const wish = { goal: 'x', agents: ['coding', 'careful'], models: 'local_first' as const };
    const request = toTaskRequest(wish, { ...setting, book: own });
    expect(request.input).toMatchObject({ models: 'local_first' });
    expect(request.pins).toMatchObject({
      agents: [
        { models: { prefer: [expect.stringMatching(/^ollama\//u), 'ollama/llama3.1'], paid: 'never' } },
        careful,
      ],
    });
    expect(own.get('coding').models.prefer).toEqual(['groq/a']);
  });

  it('records an agent under its id, by whatever it was asked for', () => {
    const aliased = createAgentBook([Agent.parse({ ...toAgent('coding'), aliases: ['coder'] })]);
    const request = toTaskRequest({ goal: 'x', agents: ['coder', 'Coding', 'coding'] }, { ...setting, book: aliased });
    expect(request).toMatchObject({
      input: { agents: ['coding', 'coding', 'coding'] },
      pins: { agents: [{ id: 'coding' }] },
      searchText: 'x\ncoding\ncoding\ncoding',
    });
    const twice = { goal: 'x', agents: ['coder', 'coding'], pattern: 'parallel' as const };
    expect(() => toTaskRequest(twice, { ...setting, book: aliased })).toThrow('coding is named more often');
  });

  it('finds an agent by its name with underscores, and names the nearest where there is none', () => {
    expect(toTaskRequest({ goal: 'x', agents: ['code_review'] }, setting).input).toMatchObject({
      agents: ['code-review'],
    });
    const refused = expect.objectContaining({ code: 'unknown_agent', message: expect.stringContaining('drafting') });
    expect(() => toTaskRequest({ goal: 'x', agents: ['draftng'] }, setting)).toThrow(refused);
  });

  it.each([
    ['goal', { goal: '  ' }],
    ['agents', { goal: 'x', agents: [] }],
    ['budget.tokens', { goal: 'x', budget: { tokens: 0.5 } }],
    ['agents', { goal: 'x', agents: ['drafting', 'editing', 'drafting'], pattern: 'parallel' as const }],
  ])('is refused with the field that is wrong: %s', (field, wish) => {
    expect(() => toTaskRequest(wish, setting)).toThrow(expect.objectContaining({ code: 'invalid_input', field }));
  });

  it('has a title of one line without secrets, also where one stands at the limit', () => {
    const key = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
    const title = (goal: string, more = {}) => toTaskRequest({ goal }, { ...setting, ...more }).title;
    expect(title(`${'x'.repeat(190)} ${key}`)).toBe(`${'x'.repeat(190)} [redacted`);
    expect(title(`${'x'.repeat(199)}😀`)).toBe('x'.repeat(199));
    expect(title('use hunter2hunter2', { redact: createRedact(['hunter2hunter2']) })).toBe('use [redacted:secret]');
  });
});

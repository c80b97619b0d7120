import { createFixedSource, createToolPolicy, type Tool } from '@tutti/engine';
import { ToolRules } from '@tutti/protocol';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { openRuntimeStage, toAgent, toSaid } from '../testing/runtime-stage.ts';

const Input = z.object({ question: z.string(), depth: z.number() });

const search: Tool = {
  name: 'library__search',
  description: 'searches',
  input: Input,
  effect: 'read',
  timeoutMs: 1_000,
  labels: [{ source: 'tool', name: 'library__search' }],
  use: async (input) => `found ${Input.parse(input).question} at ${Input.parse(input).depth}`,
};

it('a tool of a server answers as an agent, with what its connection makes of the goal', async () => {
  const library = {
    kind: 'mcp',
    effect: 'read',
    server: 'library',
    tool: 'search',
    input: { question: '{goal}', depth: 3 },
  };
  const tools = [{ ...createFixedSource([search]), names: ['library'], open: async () => [search] }];
  await using stage = await openRuntimeStage({ tools, config: { connections: { library } } });
  const state = await stage.run('whales', [toAgent('library', 'mcp')]);
  expect(toSaid(state)).toEqual({ library: 'found whales at 3' });
  expect(state.labels).toContainEqual({ source: 'tool', name: 'library__search' });
});

it('a tool that is not there is told as what has to be set', async () => {
  const library = { kind: 'mcp', effect: 'read', server: 'nowhere', tool: 'search', input: {} };
  await using stage = await openRuntimeStage({ config: { connections: { library } } });
  expect(await stage.run('whales', [toAgent('library', 'mcp')])).toMatchObject({
    error: { code: 'agent_not_configured', message: expect.stringContaining('nowhere') },
  });
});

it('a tool whose effect the agent may not cause is not called', async () => {
  let calls = 0;
  const use: Tool['use'] = async () => {
    calls++;
    return 'deleted';
  };
  const erase: Tool = { ...search, name: 'library__erase', effect: 'irreversible', use };
  const library = { kind: 'mcp', server: 'library', tool: 'erase', input: { question: '{goal}', depth: 1 } };
  const tools = [{ ...createFixedSource([erase]), names: ['library'], open: async () => [erase] }];
  await using stage = await openRuntimeStage({ tools, config: { connections: { library } } });
  const state = await stage.run('whales', [toAgent('library', 'mcp', { effects: ['read'], ask: [] })]);
  expect(state).toMatchObject({ status: 'failed', error: { code: 'tool_denied' } });
  expect(calls).toBe(0);
});

async function askLibrary(effect: string, tool: Tool['effect'], rule: object) {
  let calls = 0;
  const use: Tool['use'] = async () => `call ${++calls}`;
  const one: Tool = { ...search, effect: tool, use };
  const library = { kind: 'mcp', effect, server: 'library', tool: 'search', input: { question: '{goal}', depth: 1 } };
  const tools = [{ ...createFixedSource([one]), names: ['library'], open: async () => [one] }];
  const policy = createToolPolicy(() => ToolRules.parse({ rules: [rule] }));
  await using stage = await openRuntimeStage({ tools, policy, config: { connections: { library } } });
  return { ...(await stage.run('whales', [toAgent('library', 'mcp')])), calls };
}

it.each<[string, Tool['effect'], object]>([
  ['read', 'read', { tool: 'library__search', verdict: 'ask' }],
  ['irreversible', 'read', { effect: 'irreversible', verdict: 'ask' }],
  ['read', 'irreversible', { effect: 'irreversible', verdict: 'ask' }],
  ['irreversible', 'read', { effect: 'irreversible', verdict: 'deny' }],
])('what a rule wants to be asked about is not called: connection %s, tool %s', async (effect, tool, rule) => {
  const { error, calls } = await askLibrary(effect, tool, rule);
  expect(error).toMatchObject({ code: 'tool_denied' });
  expect(calls).toBe(0);
});

it('what the agent itself would ask about, its connection has answered', async () => {
  const { status, calls } = await askLibrary('irreversible', 'irreversible', { tool: 'other', verdict: 'deny' });
  expect({ status, calls }).toEqual({ status: 'completed', calls: 1 });
});

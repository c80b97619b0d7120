import { describe, expect, it } from 'vitest';
import { Agent } from '../agent.ts';
import { type AgentWish, findAgents } from './find-agents.ts';

const agents = [
  Agent.parse({
    id: 'agi-system-architect',
    suites: ['sutazai'],
    category: 'Core Intelligence',
    role: 'coordinator',
    purpose: 'Designs a whole system.',
    capabilities: ['system-architecture'],
    instructions: 'Design.',
  }),
  Agent.parse({
    id: 'code-review',
    suites: ['organized-system', 'revoagent'],
    aliases: ['reviewer'],
    category: 'Development',
    role: 'specialist',
    purpose: 'Reads a change before it is merged.',
    capabilities: ['code-review', 'security-analysis'],
    instructions: 'Read.',
  }),
  Agent.parse({
    id: 'aider-code-assistant',
    suites: ['sutazai'],
    product: 'Aider',
    category: 'Development',
    role: 'worker',
    purpose: 'Prepares work for a pair programmer.',
    capabilities: ['code-generation'],
    instructions: 'Prepare.',
  }),
];

function find(wish: AgentWish): string[] {
  return findAgents(agents, wish).map(({ id }) => id);
}

describe('findAgents', () => {
  it('finds everybody where nothing is wished', () => {
    expect(find({})).toEqual(agents.map(({ id }) => id));
    expect(find({ text: '  ' })).toHaveLength(3);
  });

  it.each([
    [{ suite: 'revoagent' }, ['code-review']],
    [{ category: 'development' }, ['code-review', 'aider-code-assistant']],
    [{ category: 'core-intelligence' }, ['agi-system-architect']],
    [{ capability: 'security_analysis' }, ['code-review']],
    [{ role: 'worker' }, ['aider-code-assistant']],
    [{ suite: 'sutazai', category: 'Development' }, ['aider-code-assistant']],
    [{ suite: 'suta' }, []],
  ])('goes by %j', (wish, ids) => {
    expect(find(wish)).toEqual(ids);
  });

  it.each([
    ['Reviewer', ['code-review']],
    ['code review', ['code-review']],
    ['AIDER', ['aider-code-assistant']],
    ['merged change', ['code-review']],
    ['system_architecture', ['agi-system-architect']],
    ['code nothing', []],
  ])('looks for the words %j', (text, ids) => {
    expect(find({ text })).toEqual(ids);
  });
});

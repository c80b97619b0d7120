import { Agent } from '@tutti/protocol';
import type { AgentDetails } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { renderAgent, renderAgents } from './render-agents.ts';
import { createStyle } from './style.ts';

const look = { style: createStyle(false), columns: 60 };
const clerk = Agent.parse({
  id: 'harbour-clerk',
  aliases: ['clerk'],
  suites: ['crew'],
  product: 'Quill',
  category: 'Content',
  role: 'worker',
  purpose: 'Answers letters to the harbour office in the tone of the house.',
  capabilities: ['letters'],
  tools: ['filesystem'],
  effects: ['read'],
  ask: ['irreversible'],
  models: { prefer: ['ollama/qwen3'], otherwise: 'local', paid: 'never' },
  examples: ['Answer \u001b[2Jthis.'],
  instructions: 'Answer.\nThen hand on.',
});
const bob = Agent.parse({ id: 'bob', purpose: 'Works.', capabilities: ['work'], instructions: 'Work.' });

describe('agents on the terminal', () => {
  it('stand by category, each on one line', () => {
    expect(renderAgents([clerk, bob], look)).toEqual([
      'Content',
      '  harbour-clerk  Answers letters to the harbour office in t…',
      '',
      'Others',
      '  bob            Works.',
    ]);
  });

  it('tell one by one what they are, may do and ask, and nothing that moves the cursor', () => {
    expect(renderAgent(clerk, ['bob'], look)).toEqual([
      'harbour-clerk  version 1',
      'Answers letters to the harbour office in the tone of the house.',
      '',
      'also called   clerk',
      'suites        crew',
      'kind          Content · worker · stands for Quill',
      'capabilities  letters',
      'tools         filesystem',
      'may cause     read',
      'asks before   irreversible',
      'models        ollama/qwen3; others only where they run on machines of yours; never paid ones',
      'model calls   at most 16 in one turn, 1024 tokens each',
      'hands over to bob',
      '',
      'for example',
      '  Answer [2Jthis.',
      '',
      'Answer.\nThen hand on.',
    ]);
  });

  it('tell where they work, or what is missing for that', () => {
    const works = {
      kind: 'http',
      connection: 'quill',
      state: 'ready',
      target: 'https://quill.test',
      effect: 'read',
    } as const;
    const told = (more: Partial<AgentDetails['works']>) =>
      renderAgent({ ...clerk, works: { ...works, ...more } }, [], look).find((line) => /^(works|missing)/u.test(line));
    expect(told({})).toBe('works over    http: https://quill.test (quill); a turn counts as read');
    expect(told({ state: 'not_configured', missing: 'set Quill up' })).toBe(
      'missing       set Quill up; until then tasks for it are refused',
    );
    expect(told({ state: 'advises', missing: 'set Quill up' })).toContain('a model advises in its place');
  });

  it('leave out what they have not', () => {
    const lines = renderAgent(bob, [], look);
    expect(lines).toContain('tools         none');
    expect(lines).toContain('models        whatever this installation has');
    expect(lines.join('\n')).not.toMatch(/also called|suites|kind|hands over|for example/u);
  });
});

import { Agent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createAgentBook } from './agent-book.ts';

function agent(id: string): Agent {
  return Agent.parse({ id, purpose: 'Works.', capabilities: ['work'], instructions: 'Work.' });
}

const book = createAgentBook(['tester', 'code-review', 'planner', 'coder'].map(agent));

describe('the agent book', () => {
  it('finds an agent by its id and by its alias with underscores', () => {
    expect(book.get('code-review').id).toBe('code-review');
    expect(book.get('code_review')).toBe(book.get('code-review'));
  });

  it('lists its agents by id', () => {
    expect(book.list().map(({ id }) => id)).toEqual(['code-review', 'coder', 'planner', 'tester']);
  });

  it('offers the nearest ids where there is none', () => {
    const attempt = () => book.get('plannr');
    expect(attempt).toThrow(expect.objectContaining({ code: 'unknown_agent' }));
    expect(attempt).toThrow('there is no agent plannr. The nearest are planner,');
    expect(() => book.get('Code_Reviewer')).toThrow('The nearest are code-review,');
  });

  it.each(['__proto__', 'constructor', ''])('knows nobody called %j', (id) => {
    expect(() => book.get(id)).toThrow(expect.objectContaining({ code: 'unknown_agent' }));
  });

  it('answers an endless id at once', () => {
    expect(() => book.get('x'.repeat(1_000_000))).toThrow(/^there is no agent x{80}\. /u);
  });

  it('says so when it is empty', () => {
    expect(() => createAgentBook([]).get('planner')).toThrow('There are none yet.');
  });

  it('refuses two agents with one id', () => {
    expect(() => createAgentBook([agent('coder'), agent('coder')])).toThrow('two agents with the id coder');
  });
});

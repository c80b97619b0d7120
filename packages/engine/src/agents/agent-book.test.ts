import { Agent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createAgentBook } from './agent-book.ts';

function agent(id: string, ...aliases: string[]): Agent {
  return Agent.parse({ id, aliases, purpose: 'Works.', capabilities: ['work'], instructions: 'Work.' });
}

const book = createAgentBook([
  agent('testing', 'tester'),
  agent('code-review', 'reviewer', 'codereview'),
  agent('project', 'planner', 'project-plan'),
  agent('coding', 'coder'),
]);

describe('the agent book', () => {
  it.each(['code-review', 'code_review', 'codereview', 'CodeReview', 'CodeReviewAgent', 'Code Review', 'reviewer'])(
    'finds code-review as %s',
    (name) => {
      expect(book.get(name).id).toBe('code-review');
    },
  );

  it('lists each agent once, by id', () => {
    expect(book.list().map(({ id }) => id)).toEqual(['code-review', 'coding', 'project', 'testing']);
  });

  it('offers the nearest where there is none, and says which alias was near', () => {
    const attempt = () => book.get('plannr');
    expect(attempt).toThrow(expect.objectContaining({ code: 'unknown_agent' }));
    expect(attempt).toThrow('there is no agent plannr. The nearest are project (planner),');
    expect(() => book.get('Code_Reviewing')).toThrow('The nearest are code-review,');
  });

  it.each(['__proto__', 'constructor', '', '-', 'agent', 'Agent'])('knows nobody called %j', (id) => {
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

  it('refuses an alias that finds somebody else, whoever comes first', () => {
    const agents = [agent('coding', 'coder'), agent('coder')];
    const message = 'coder is an alias of coding, and also finds coder';
    expect(() => createAgentBook(agents)).toThrow(message);
    expect(() => createAgentBook(agents.toReversed())).toThrow(message);
    expect(() => createAgentBook([agent('a', 'x'), agent('b', 'x')])).toThrow('x is an alias of b, and also finds a');
  });

  it('finds nobody by what would loosely be two', () => {
    const two = createAgentBook([agent('ab-c'), agent('a-bc')]);
    expect(two.get('a-bc').id).toBe('a-bc');
    expect(() => two.get('abc')).toThrow(expect.objectContaining({ code: 'unknown_agent' }));
  });
});

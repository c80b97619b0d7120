import { describe, expect, it } from 'vitest';
import { toTask } from './run.ts';

const context = { clock: { now: () => Date.parse('2026-01-01T00:00:00Z'), at: () => () => {} } };

describe('a task from the command line', () => {
  it('is what was typed, in the form of the API', () => {
    const options = {
      agents: 'planner, code_review',
      budgetTokens: '500',
      budgetUsd: '0.25',
      deadline: '1h',
      models: 'local-first',
      seed: 'a',
    };
    expect(toTask(context, ' Plan it ', { ...options, review: true })).toEqual({
      goal: 'Plan it',
      agents: ['planner', 'code-review'],
      pattern: 'sequential',
      priority: 'normal',
      budget: { tokens: 500, usd: '0.25' },
      deadline: '2026-01-01T01:00:00.000Z',
      models: 'local_first',
      review: true,
      seed: 'a',
    });
  });

  it.each([
    [{ pattern: 'paralel' }, 'unknown_pattern', 'The nearest is parallel'],
    [{ models: 'local' }, 'invalid_input', 'The nearest is local-first'],
    [{ priority: 'hihg' }, 'invalid_input', 'The nearest is high'],
    [{ agents: 'no/such' }, 'unknown_agent', 'no id of an agent'],
    [{ budgetTokens: 'many' }, 'invalid_input', '--budget-tokens takes a whole number'],
    [{ budgetUsd: 'cheap' }, 'invalid_input', '--budget-usd takes an amount'],
    [{ budgetTokens: '0' }, 'invalid_input', '--budget-tokens takes a number of at least 1'],
    [{ seed: '' }, 'invalid_input', '--seed takes a text'],
    [{ deadline: 'soon' }, 'invalid_input', 'no duration'],
  ])('is refused with %j', (options, code, message) => {
    expect(() => toTask(context, 'x', options)).toThrow(expect.objectContaining({ code }));
    expect(() => toTask(context, 'x', options)).toThrow(message);
  });

  it('is refused without a goal', () => {
    expect(() => toTask(context, '  ', {})).toThrow('a goal takes 1 to 20000 characters');
  });
});

import { AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BudgetExceededError, RunError } from '../../errors.ts';
import { createScriptedContext } from '../../testing/scripted-context.ts';
import { askEach } from './ask-each.ts';

const [ann, bob] = ['ann', 'bob'].map((id) => AgentId.parse(id)) as [AgentId, AgentId];
const ask = (script: Record<string, unknown[]>) =>
  askEach(createScriptedContext(script), [ann, bob], (by) => ({
    prompt: { text: `you are ${by}`, labels: [] },
    schema: z.string(),
  }));

describe('asking each member', () => {
  it('tells who answered what, and why the others did not', async () => {
    const failure = new RunError('member_silent', 'bob gave no answer');
    expect(await ask({ ann: ['here'], bob: [failure] })).toEqual({
      answered: [{ by: ann, answer: 'here', labels: [{ source: 'model', name: 'ann' }] }],
      absent: [{ by: bob, why: 'silent', reason: 'bob gave no answer' }],
    });
  });

  it('does not take a budget that has run out for a member that failed', async () => {
    const broke = new BudgetExceededError('tenant', { tokens: 0 });
    await expect(ask({ ann: ['here'], bob: [broke] })).rejects.toMatchObject({ code: 'budget_exceeded' });
  });
});

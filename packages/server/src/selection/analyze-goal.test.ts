import { createAgentBook } from '@tutti/engine';
import { Agent, type AgentId, TaskAnalysis } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { chooseReady } from './analyze-goal.ts';

const ids = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus'];
const book = createAgentBook(
  ids.map((id) => Agent.parse({ id, purpose: 'works', capabilities: ['work'], instructions: 'Work.' })),
);
const parts = { learnt: 0, text: 0, capability: 0, record: 0.5, load: 0.5, cost: 0.5 };
const analysis = TaskAnalysis.parse({
  type: 'code',
  complexity: 'high',
  pattern: 'parallel',
  capabilities: [],
  reasons: [],
  agents: ids.map((id) => ({ id, score: 0.5, parts, reasons: [] })),
});
const without = (...missing: readonly string[]) => ({
  book,
  view: async ({ id }: { readonly id: AgentId }) =>
    ({ kind: 'llm', state: missing.includes(id) ? 'not_configured' : 'ready' }) as const,
});

describe('who is chosen', () => {
  it('can work here', async () => {
    const chosen = await chooseReady(analysis, {}, without('ann', 'cid', 'dan'));
    expect(chosen).toMatchObject({ pattern: 'parallel', agents: ['bob', 'eve', 'fay', 'gus'] });
    expect(chosen.considered.map(({ id }) => id)).not.toContain('ann');
  });

  it('is whoever was asked for, set up or not', async () => {
    const agents = [book.get('ann').id, book.get('bob').id];
    expect(await chooseReady(analysis, { agents }, without('ann'))).toMatchObject({ agents });
  });

  it('is the best one where nobody is set up: the run says what is missing', async () => {
    expect((await chooseReady(analysis, {}, without(...ids))).agents).toContain('ann');
  });

  it('may be left open where the pattern is not', async () => {
    const chosen = await chooseReady(analysis, { pattern: 'consensus' }, without());
    expect(chosen).toMatchObject({ pattern: 'consensus', agents: ['ann', 'bob', 'cid'] });
    expect(chosen.reason).toContain('consensus is asked for');
  });
});

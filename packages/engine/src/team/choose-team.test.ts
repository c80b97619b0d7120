import { AgentId, TaskAnalysis } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { chooseTeam } from './choose-team.ts';

const parts = { learnt: 0, text: 0, capability: 0, record: 0.5, load: 0.5, cost: 0.5 };
const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];

function toAnalysis(
  pattern: TaskAnalysis['pattern'],
  scores: readonly number[] = [0.6, 0.3, 0.1, 0.05, 0.04],
): TaskAnalysis {
  return TaskAnalysis.parse({
    type: 'code',
    complexity: 'high',
    pattern,
    capabilities: [],
    reasons: ['type code: "function"'],
    agents: scores.map((score, place) => ({
      id: ['ann', 'bob', 'cid', 'dan', 'eve'][place],
      score,
      parts,
      reasons: [],
    })),
  });
}

describe('what is chosen for an open task', () => {
  it('is one agent, where one is enough', () => {
    expect(chooseTeam(toAnalysis('single'), {})).toMatchObject({
      pattern: 'sequential',
      agents: [ann],
      suggested: 'single',
      reason: 'a high request of type code: one agent is enough',
    });
  });

  it('is the pattern that suits, with those who are worth it, and two at least', () => {
    expect(chooseTeam(toAnalysis('competitive'), {})).toMatchObject({ pattern: 'competitive', agents: [ann, bob] });
    expect(chooseTeam(toAnalysis('parallel', [0.3, 0.3, 0.2, 0.19]), {}).agents).toHaveLength(4);
    expect(chooseTeam(toAnalysis('parallel', [0.9, 0.01, 0.01]), {}).agents).toEqual([ann, bob]);
  });

  it('has an odd number of voters', () => {
    expect(chooseTeam(toAnalysis('consensus', [0.3, 0.3, 0.2, 0.19]), {}).agents).toEqual([ann, bob, cid]);
  });

  it('follows what is said with the task before what its words suggest', () => {
    const analysis = toAnalysis('consensus');
    expect(chooseTeam(analysis, { options: { items: ['a', 'b'] } })).toMatchObject({ pattern: 'pipeline' });
    expect(chooseTeam(analysis, { options: { parts: ['a', 'b', 'c'] } })).toMatchObject({
      pattern: 'parallel',
      reason: expect.stringContaining('3 independent parts'),
    });
    expect(chooseTeam(analysis, { agents: [bob] })).toMatchObject({ pattern: 'sequential', agents: [bob] });
    expect(chooseTeam(analysis, { agents: [cid, bob] })).toMatchObject({ pattern: 'consensus', agents: [cid, bob] });
  });

  it('says what it looked at', () => {
    expect(chooseTeam(toAnalysis('auction'), {})).toMatchObject({
      type: 'code',
      complexity: 'high',
      reasons: ['type code: "function"'],
      considered: [{ id: ann, score: 0.6 }, { id: bob }, { id: cid }, {}, {}],
    });
  });
});

import { Agent, AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createSelector, type SelectionKnowledge } from './create-selector.ts';
import type { LinearModelData } from './linear/linear-model.ts';
import { packWeights } from './linear/pack-weights.ts';

const backup = toAgent('backup', 'Plans and proves copies of data and their restore.', ['restore']);
const letters = toAgent('letters', 'Writes letters and speeches.', ['letter-writing']);

describe('the selector', () => {
  it('ranks what it has learnt for a request first, and says which words speak for it', () => {
    const { agents } = createSelector([letters, backup], teach()).analyze('Put back the dump of last night');
    expect(agents.map(({ id }) => id)).toEqual(['backup', 'letters']);
    expect(agents[0]?.reasons.join()).toContain('the theme backups');
  });

  it('puts an agent that nobody trained for first when the request speaks its words', () => {
    const badgers = toAgent('badgers', 'Counts badgers in the forest at night.', ['badger-counting']);
    const selector = createSelector([backup, letters, badgers], teach());
    expect(selector.analyze('How many badgers live in our forest?').agents[0]?.id).toBe('badgers');
    expect(selector.analyze('Restore the dump').agents[0]?.id).toBe('backup');
  });

  it('recognises a concept in a wording that it was never taught', () => {
    const { agents } = createSelector([letters, backup], teach()).analyze('Our snapshot must come home again');
    expect(agents[0]?.id).toBe('backup');
  });

  it('lets record, load and cost decide between agents that suit equally, and says so', () => {
    const twin = { ...backup, id: AgentId.parse('copies') };
    const selector = createSelector([backup, twin], { ...teach(), agents: packModel(['none'], {}) });
    const evidence = new Map([
      [
        backup.id,
        { runs: { finished: 20, good: 4 }, open: 6, calls: { made: 9, free: 0, costNanoUsd: 9_000_000_000 } },
      ],
      [twin.id, { runs: { finished: 20, good: 20 }, open: 0, calls: { made: 9, free: 9, costNanoUsd: 0 } }],
    ]);
    const [first, second] = selector.analyze('Restore the dump', { evidence }).agents;
    expect(first).toMatchObject({ id: 'copies', parts: { cost: 1, load: 0.5 } });
    expect(second?.parts.record).toBeLessThan(first?.parts.record ?? 0);
    expect(first?.reasons).toContain('its model calls are free, local or cheap');
    expect(second?.reasons).toContain('it has open runs');
  });

  it('counts what is unknown in neither direction', () => {
    const [first] = createSelector([backup], teach()).analyze('Restore the dump').agents;
    expect(first?.parts).toMatchObject({ record: 0.5, load: 0.5, cost: 0.5 });
  });

  it('answers whatever is typed, also where no word is known', () => {
    for (const request of ['???', '日本語', 'x'.repeat(5_000), '1 2 3'])
      expect(createSelector([backup, letters], teach()).analyze(request).agents).toHaveLength(2);
  });

  it.each(['\u{1f389}\u{1f389}\u{1f389}', '???', '1 2 3'])('reads nothing into what holds no words: %s', (request) => {
    const analysis = createSelector([backup, letters], teach()).analyze(request);
    expect(analysis).toMatchObject({
      type: 'general',
      capabilities: [],
      reasons: [expect.stringContaining('a guess')],
    });
    expect(analysis.agents.flatMap(({ reasons }) => reasons)).toEqual([]);
  });

  it('says why a request is of its type, complexity and pattern', () => {
    const { type, complexity, pattern, reasons } = createSelector([backup], teach()).analyze('Restore the dump');
    expect({ type, complexity, pattern }).toEqual({ type: 'operate', complexity: 'low', pattern: 'single' });
    expect(reasons[0]).toBe('type operate: "restore"');
  });
});

function toAgent(id: string, purpose: string, capabilities: string[]): Agent {
  return Agent.parse({ id, purpose, capabilities, instructions: purpose });
}

function teach(): SelectionKnowledge {
  return {
    lexicon: { concepts: { backups: ['backup', 'put back', 'snapshot'] }, scenery: ['bakery'] },
    agents: packModel(['backup', 'letters'], {
      'c:backups': [3, 0],
      'u:dump': [2, 0],
      'u:restor': [2, 0],
      'u:letter': [0, 3],
    }),
    type: packModel(['write', 'operate'], { 'u:restor': [0, 1] }),
    complexity: packModel(['high', 'low'], { 'u:restor': [0, 1] }),
    pattern: packModel(['parallel', 'single'], { 'u:restor': [0, 1] }),
  };
}

function packModel(labels: string[], weights: Record<string, number[]>): LinearModelData {
  const rows = new Map(Object.entries(weights).map(([name, row]) => [name, Float64Array.from(row)]));
  return packWeights({ labels, bias: labels.map(() => 0), weights: rows }, 0);
}

import { AgentId, PatternName, PATTERNS } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { assertPattern } from './find-pattern.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];

describe('a pattern that is asked for', () => {
  it.each(PatternName.options)('may be %s with as many agents as it needs', (name) => {
    const agents = [ann, bob, cid].slice(0, PATTERNS[name].least);
    expect(() => assertPattern(name, { agents })).not.toThrow();
    if (agents.length > 1) expect(() => assertPattern(name, { agents: [ann] })).toThrow(/needs 2 different agents/u);
  });

  it('is refused with an option that it does not know', () => {
    expect(() => assertPattern('swarm', { agents: [ann, bob], options: { quorum: 'all' } })).toThrow(
      'patternOptions.quorum: swarm does not know it',
    );
  });

  it('takes an agent twice only where it has two places', () => {
    expect(() => assertPattern('sequential', { agents: [ann, bob, ann] })).not.toThrow();
    expect(() => assertPattern('consensus', { agents: [ann, bob, ann] })).toThrow('ann is named more often');
  });

  it('needs somebody beside the one who leads or judges', () => {
    expect(() => assertPattern('hierarchical', { agents: [bob], options: { lead: ann } })).not.toThrow();
    expect(() => assertPattern('hierarchical', { agents: [ann], options: { lead: ann } })).toThrow(/needs 1/u);
    expect(() => assertPattern('competitive', { agents: [ann, bob], options: { judges: [bob] } })).toThrow(/needs 2/u);
    expect(() => assertPattern('collaborative', { agents: [bob], options: { lead: ann } })).toThrow(/needs 2/u);
  });
});

import { AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { findCamps } from './find-camps.ts';
import type { Statement } from './statement.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];
const say = (by: AgentId, position: string, more: Partial<Statement> = {}): Statement => ({
  by,
  round: 2,
  position,
  argument: '',
  confidence: 0.5,
  evidence: [],
  move: 'kept',
  changedBecause: '',
  agreesWith: [],
  ...more,
});
const membersOf = (...statements: Statement[]) => findCamps(statements, 2).camps.map(({ members }) => members);

describe('camps', () => {
  it('hold those whose claims say the same in different letters', () => {
    expect(membersOf(say(ann, 'Use Redis'), say(bob, 'use kafka'), say(cid, 'use redis.'))).toEqual([
      [ann, cid],
      [bob],
    ]);
  });

  it('hold two in other words who each name the other', () => {
    const one = say(ann, 'use redis', { agreesWith: [bob] });
    expect(membersOf(one, say(bob, 'take the store in memory', { agreesWith: [ann] }))).toEqual([[ann, bob]]);
  });

  it('do not hold somebody who is only named', () => {
    const liar = say(cid, 'everybody agrees on kafka', { agreesWith: [ann, bob] });
    expect(membersOf(say(ann, 'use redis'), say(bob, 'use redis'), liar)).toEqual([[ann, bob], [cid]]);
  });

  it('do not hold two who have changed places', () => {
    const one = say(ann, 'use kafka', { agreesWith: [bob], move: 'changed' });
    const other = say(bob, 'use redis', { agreesWith: [ann], move: 'changed' });
    expect(membersOf(one, other)).toEqual([[ann], [bob]]);
  });

  it('do not hold opposites, whoever names whom', () => {
    const one = say(ann, 'we ship', { agreesWith: [bob] });
    const other = say(bob, 'we do not ship', { agreesWith: [ann] });
    const { camps, contradictions } = findCamps([one, other], 2);
    expect(camps).toHaveLength(2);
    expect(contradictions).toEqual([[ann, bob]]);
  });

  it('are not joined by one who names both sides', () => {
    const statements = [
      say(ann, 'we ship', { agreesWith: [bob] }),
      say(bob, 'somehow', { agreesWith: [ann, cid] }),
      say(cid, 'we do not ship', { agreesWith: [bob] }),
    ];
    expect(membersOf(...statements)).toEqual([[ann, bob], [cid]]);
  });

  it('do not rest on what somebody said of a round before', () => {
    const late = say(bob, 'take the store in memory', { agreesWith: [ann], round: 1 });
    expect(membersOf(say(ann, 'use redis', { agreesWith: [bob] }), late)).toEqual([[ann], [bob]]);
  });

  it('have no leader where two are equally large, and speak with the most evidence', () => {
    const { leading } = findCamps([say(ann, 'use redis'), say(bob, 'use kafka')], 2);
    expect(leading).toBeUndefined();
    const { leading: led } = findCamps([say(ann, 'use redis'), say(bob, 'Use Redis!', { evidence: ['a test'] })], 2);
    expect(led).toEqual({ members: [ann, bob], position: 'Use Redis!' });
  });
});

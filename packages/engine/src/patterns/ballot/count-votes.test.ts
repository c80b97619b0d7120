import { AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { type Ballot, countVotes } from './count-votes.ts';

const [ann, bob, eve] = ['ann', 'bob', 'eve'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];
const vote = (by: AgentId, choice: string, acceptable: string[] = []): Ballot => ({
  by,
  choice,
  acceptable,
  reason: '',
});
const count = (...ballots: Ballot[]) =>
  countVotes({ members: [ann, bob], proposals: ['fern', 'moss'], ballots, absent: [{ by: bob, why: 'silent' }] });

describe('counting votes', () => {
  it('counts a member once, however often it says the same', () => {
    expect(count(vote(ann, 'fern'), vote(ann, 'fern'), vote(bob, 'moss')).votes).toHaveLength(2);
  });

  it('takes whoever votes for two proposals as voting for none', () => {
    expect(count(vote(ann, 'fern'), vote(ann, 'moss'), vote(bob, 'moss'))).toMatchObject({
      votes: [{ by: bob }],
      abstentions: [{ by: ann, why: 'contradictory' }],
    });
  });

  it('takes a vote for what does not stand, for nothing, and none at all as abstentions', () => {
    expect(count(vote(ann, 'gold'))).toEqual({
      votes: [],
      abstentions: [
        { by: ann, why: 'invalid' },
        { by: bob, why: 'silent' },
      ],
    });
    expect(count(vote(ann, 'none')).abstentions).toContainEqual({ by: ann, why: 'none' });
  });

  it('hears nobody who is no member', () => {
    expect(count(vote(eve, 'fern')).votes).toEqual([]);
  });

  it('keeps of what is acceptable only what stands and was not chosen', () => {
    expect(count(vote(ann, 'fern', ['fern', 'moss', 'moss', 'gold'])).votes[0]?.acceptable).toEqual(['moss']);
  });
});

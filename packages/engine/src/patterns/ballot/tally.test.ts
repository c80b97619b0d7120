import { AgentId } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ballot, countVotes } from './count-votes.ts';
import { findNeeded, type Quorum, tally } from './tally.ts';
import { weighByRecord, weighEqually } from './weigh-members.ts';

const PROPOSALS = ['fern', 'moss', 'reed'];
const toMembers = (count: number) => Array.from({ length: count }, (_, at) => AgentId.parse(`m${at}`));
const ballotOf = (by: AgentId) =>
  fc.record({
    by: fc.constant(by),
    choice: fc.constantFrom(...PROPOSALS, 'none', 'gold'),
    acceptable: fc.subarray([...PROPOSALS, 'gold']),
    reason: fc.constant(''),
  });
/** Says as much and as little as it likes. */
const anyBehaviour = (by: AgentId) => fc.array(ballotOf(by), { maxLength: 3 });
const recordOf = (agent: AgentId) =>
  fc.nat(200).chain((finished) => fc.nat(finished).map((good) => ({ agent, finished, good, bids: [] })));

interface Vote {
  readonly members: readonly AgentId[];
  readonly ballots: readonly Ballot[];
  readonly quorum: Quorum;
  readonly weights?: ReadonlyMap<AgentId, number>;
}

function decide({ members, ballots, quorum, weights = weighEqually(members).weights }: Vote) {
  const { votes } = countVotes({ members, proposals: PROPOSALS, ballots, absent: [] });
  return tally({ proposals: PROPOSALS, votes, weights, quorum });
}

/** A team of 3f + 1, the votes of its honest members, and what the faulty ones do in several worlds. */
const assembly = fc.integer({ min: 1, max: 4 }).chain((faulty) => {
  const members = toMembers(3 * faulty + 1);
  const [bad, honest] = [members.slice(0, faulty), members.slice(faulty)];
  return fc.record({
    members: fc.constant(members),
    honest: fc.tuple(...honest.map(ballotOf)),
    worlds: fc.array(
      fc.tuple(...bad.map(anyBehaviour)).map((said) => said.flat()),
      { minLength: 2, maxLength: 6 },
    ),
    records: fc.tuple(...members.map(recordOf)),
    bad: fc.shuffledSubarray(members, { minLength: faulty, maxLength: faulty }),
  });
});

describe('a quorum', () => {
  it.each<[Quorum, number, number]>([
    ['majority', 4, 3],
    ['majority', 5, 3],
    ['two_thirds', 4, 3],
    ['two_thirds', 6, 4],
    ['two_thirds', 7, 5],
    ['all', 3, 3],
  ])('of %s among %i members is %i', (quorum, members, needed) => {
    expect(findNeeded(quorum, members)).toBe(needed);
  });

  it('of two thirds decides at most one proposal, whatever f of 3f + 1 members do', () => {
    fc.assert(
      fc.property(assembly, ({ members, honest, worlds }) => {
        const outcomes = worlds.map(
          (said) => decide({ members, ballots: [...said, ...honest], quorum: 'two_thirds' }).decided,
        );
        expect(new Set(outcomes.filter((decided) => decided !== undefined)).size).toBeLessThan(2);
      }),
      { numRuns: 500 },
    );
  });

  it('of two thirds does so with weights by record too, whoever the faulty ones are', () => {
    fc.assert(
      fc.property(assembly, fc.infiniteStream(fc.constantFrom(...PROPOSALS)), ({ members, records, bad }, choices) => {
        const { weights } = weighByRecord(members, records);
        const honest = members
          .filter((by) => !bad.includes(by))
          .map((by): Ballot => ({ by, choice: choices.next().value ?? 'fern', acceptable: [], reason: '' }));
        const outcomes = PROPOSALS.map((choice) => {
          const said = bad.map((by): Ballot => ({ by, choice, acceptable: [], reason: '' }));
          return decide({ members, ballots: [...honest, ...said], quorum: 'two_thirds', weights }).decided;
        });
        expect(new Set(outcomes.filter((decided) => decided !== undefined)).size).toBeLessThan(2);
      }),
      { numRuns: 500 },
    );
  });

  it('is there whenever 2f + 1 honest members share a preference, whatever the others do', () => {
    fc.assert(
      fc.property(assembly, fc.constantFrom(...PROPOSALS), ({ members, honest, worlds }, choice) => {
        const same = honest.map((ballot) => ({ ...ballot, choice }));
        for (const said of worlds)
          expect(decide({ members, ballots: [...said, ...same], quorum: 'two_thirds' }).decided).toBe(choice);
      }),
    );
  });

  it('never decides by absence: what is decided has the choice of so many members', () => {
    const quorums = fc.constantFrom<Quorum>('majority', 'two_thirds', 'all');
    fc.assert(
      fc.property(assembly, quorums, ({ members, honest, worlds }, quorum) => {
        for (const said of worlds) {
          const { decided, lines, needed } = decide({ members, ballots: [...said, ...honest], quorum });
          const voters = lines.find(({ proposal }) => proposal === decided)?.voters ?? [];
          if (decided !== undefined) expect(new Set(voters).size).toBeGreaterThanOrEqual(needed);
        }
      }),
    );
    const [ann] = toMembers(4) as [AgentId];
    const alone = [{ by: ann, choice: 'fern', acceptable: [], reason: '' }];
    expect(decide({ members: toMembers(4), ballots: alone, quorum: 'majority' }).decided).toBeUndefined();
  });
});

describe('a tally', () => {
  const vote = (at: number, choice: string, acceptable: string[] = []): Ballot => ({
    by: AgentId.parse(`m${at}`),
    choice,
    acceptable,
    reason: '',
  });
  const count = (...ballots: Ballot[]) => decide({ members: toMembers(4), ballots, quorum: 'two_thirds' });

  it('names all of the strongest where nothing tells them apart', () => {
    expect(count(vote(0, 'fern'), vote(1, 'moss'))).toMatchObject({ strongest: ['fern', 'moss'], isTied: true });
  });

  it('says that there was a tie where acceptance tells them apart', () => {
    const counted = count(vote(0, 'fern', ['moss']), vote(1, 'moss'), vote(2, 'reed', ['moss']), vote(3, 'reed'));
    expect(counted).toMatchObject({ strongest: ['reed'], isTied: false });
    expect(count(vote(0, 'fern', ['moss']), vote(1, 'moss'))).toMatchObject({ strongest: ['moss'], isTied: true });
  });

  it('has nothing strongest where nobody voted', () => {
    expect(count(vote(0, 'none'))).toMatchObject({ strongest: [], decided: undefined, isTied: false });
  });

  it('does not let what is acceptable to all decide', () => {
    const everything = count(
      vote(0, 'fern', ['moss']),
      vote(1, 'fern', ['moss']),
      vote(2, 'moss', ['fern']),
      vote(3, 'moss', ['fern']),
    );
    expect(everything.decided).toBeUndefined();
    expect(everything.lines[0]).toMatchObject({ first: 2, acceptable: 4 });
  });
});

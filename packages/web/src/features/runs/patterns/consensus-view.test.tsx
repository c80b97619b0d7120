import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ConsensusView } from './consensus-view.tsx';
import { readConsensus } from './read-consensus.ts';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('consensus');

it('says what was decided, when, and by which quorum', () => {
  const words = renderWords(<ConsensusView recorded={whole} />);
  expect(words).toContain('Decided in round 2: moss. use kafka Quorum: two thirds of all agents.');
  expect(words).toContain('moss use kafka 3 of 4, 3 needed');
});

it('shows each vote by member and round, and who gave none', () => {
  const words = renderWords(<ConsensusView recorded={whole} />);
  expect(words).toContain('Agent Round 1 Round 2 ann fjord moss bob moss moss cid moss moss dan failed failed');
  expect(words).toContain('ann fjord use redis is what was measured');
  expect(words).toContain('dan failed round 1 model down');
});

it('draws the tally as shares of all members, with the quorum as a mark', () => {
  const page = renderToStaticMarkup(<ConsensusView recorded={whole} />);
  expect(page).toMatch(/aria-label="First choices for moss"[^>]*aria-valuenow="75"/);
  expect(page).toMatch(/aria-label="First choices for moss"[^>]*aria-valuenow="50"/);
  expect(page).toContain('style="left:75%"');
});

it('shows the votes that are there while a round is under way, and decides nothing', () => {
  const words = renderWords(<ConsensusView recorded={readFixture('consensus', 'consensus.voted')} />);
  expect(words).toContain('Round 1 is under way.');
  expect(words).toContain('ann fjord');
  expect(words).not.toContain('Decided');
});

it('names the members that stood behind a proposal, its author first', () => {
  expect(readConsensus(whole).proposals).toMatchObject([
    { name: 'fjord', backers: ['ann'] },
    { name: 'moss', backers: ['bob'] },
    { name: 'plum', backers: ['cid'] },
  ]);
});

it('says that there is no consensus, what is strongest, and that it is tied', () => {
  const ended = { outcome: 'no_consensus', rounds: 3, strongest: ['moss', 'plum'], tied: true };
  const undecided = whole.filter(({ name }) => name !== 'consensus.decided');
  const recorded = [...undecided, { name: 'consensus.ended', path: 'consensus.ended/1', data: ended }];
  expect(renderWords(<ConsensusView recorded={recorded} />)).toContain('No consensus. Strongest: moss, plum, tied.');
});

it('shows weights only where they differ by record', () => {
  expect(renderWords(<ConsensusView recorded={whole} />)).not.toContain('Weight of each vote');
  const weighed = { quorum: 'majority', weights: { ann: 30, bob: 10 }, by: 'record', regard: 1 };
  const recorded = [{ name: 'consensus.weighed', path: 'consensus.weighed/1', data: weighed }];
  expect(renderWords(<ConsensusView recorded={recorded} />)).toContain('Weight of each vote ann 75% bob 25%');
});

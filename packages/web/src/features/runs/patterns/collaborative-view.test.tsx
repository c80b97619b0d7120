import { expect, it } from 'vitest';
import { CollaborativeView } from './collaborative-view.tsx';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('collaborative');

it('shows who holds what, and the dissent that stands in the result', () => {
  const words = renderWords(<CollaborativeView recorded={whole} />);
  expect(words).toContain('They do not agree. ann wrote the result.');
  expect(words).toContain('Where they disagree 3 of 4 spoke 2 of 4 ann, bob use kafka 1 of 4 cid use etcd');
  expect(words).toContain('Dissent that stands in the result cid use etcd 90% sure');
});

it('shows the positions of each round with how sure they are, and who moved and why', () => {
  const words = renderWords(<CollaborativeView recorded={whole} />);
  expect(words).toContain('Round 2 ann nothing new 80% use kafka');
  expect(words).toContain('bob moved 70% use kafka Because: the benchmark of May shows that redis loses the order');
  expect(words).toContain('Says the same as ann.');
  expect(words).toContain('bob first position 40% use redis');
});

it('keeps the evidence with the argument', () => {
  const words = renderWords(<CollaborativeView recorded={whole} />);
  expect(words).toContain('Argument and 1 piece of evidence kafka keeps the order benchmark of May');
});

it('says what they agree on, and who changed sides without a reason', () => {
  const facts = { camps: [{ members: ['ann', 'bob'], position: 'use kafka' }], contradictions: [], spoken: 2, team: 2 };
  const data = { ...facts, round: 2, position: 'use kafka', switched: ['bob'] };
  const recorded = [
    ...readFixture('collaborative', 'collaborative.stated'),
    { name: 'collaborative.converged', path: 'collaborative.converged/1', data },
  ];
  const words = renderWords(<CollaborativeView recorded={recorded} />);
  expect(words).toContain('What they agree on 2 of 2 spoke 2 of 2 ann, bob use kafka');
  expect(words).toContain('Changed sides without a reason: bob.');
});

it('shows those who say opposite things and name each other', () => {
  const facts = { camps: [], contradictions: [['ann', 'bob']], spoken: 2, team: 2, stalled: true, round: 1 };
  const recorded = [{ name: 'collaborative.disagreed', path: 'collaborative.disagreed/1', data: facts }];
  const words = renderWords(<CollaborativeView recorded={recorded} />);
  expect(words).toContain('opposite things: ann – bob.');
  expect(words).toContain('Nobody added anything new.');
});

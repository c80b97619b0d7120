import { expect, it } from 'vitest';
import { HierarchicalView } from './hierarchical-view.tsx';
import { readHierarchical } from './read-hierarchical.ts';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('hierarchical');

it('puts sub-tasks behind what they come after', () => {
  const { levels } = readHierarchical(whole);
  expect(levels.map((level) => level.map(({ id }) => id))).toEqual([['survey'], ['left', 'right'], ['roof']]);
});

it('shows each sub-task with who has it, how it stands and what became of it', () => {
  const words = renderWords(<HierarchicalView recorded={whole} />);
  expect(words).toContain('4 of 4 are there');
  expect(words).toContain(
    'left accepted cid, 25% of the effort. After survey. do left Done when: there is left 3 steps',
  );
  expect(words).toContain('Handed out to cid. Given back to cid. a wall is missing Accepted from cid. it is there');
  expect(words).toContain('right accepted bob, 25% of the effort.');
  expect(words).toContain('From dan to bob (failed). model down');
});

it('says who put the pieces together, and why a plan was refused', () => {
  const words = renderWords(<HierarchicalView recorded={whole} />);
  expect(words).toContain('ann put the pieces together. 4 pieces.');
  expect(words).toContain('Plan 1: 1 fault "roof" is given to "zed", who is none of the workers.');
});

it('shows what is under way while it is', () => {
  const words = renderWords(<HierarchicalView recorded={readFixture('hierarchical', 'hierarchical.returned')} />);
  expect(words).toContain('ann leads.');
  expect(words).toContain('1 of 4 are there');
  expect(words).toContain('left given back cid');
  expect(words).toContain('right at work bob');
  expect(words).toContain('roof planned cid');
});

it('tells a piece with reservations and a missing one from those that were accepted', () => {
  const planned = whole.filter(({ name }) => name === 'hierarchical.planned');
  const accepted = { task: 'survey', by: 'bob', round: 0, reservations: true, reason: 'thin' };
  const recorded = [
    ...planned,
    { name: 'hierarchical.accepted', path: 'a/1', data: accepted },
    { name: 'hierarchical.missed', path: 'a/2', data: { task: 'left', reason: 'there was nobody to do it' } },
  ];
  const words = renderWords(<HierarchicalView recorded={recorded} />);
  expect(words).toContain('survey with reservations');
  expect(words).toContain('left missing');
  expect(words).toContain('Nobody did it. there was nobody to do it');
});

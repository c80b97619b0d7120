import { expect, it } from 'vitest';
import { CompetitiveView } from './competitive-view.tsx';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('competitive');

it('shows the table with points, what could be checked, and duels won, drawn and lost', () => {
  const words = renderWords(<CompetitiveView recorded={whole} />);
  expect(words).toContain('ann won. 6 verdicts, 3 of them swayed by the order.');
  expect(words).toContain('Place Agent Points Checked Won Drawn Lost 1 ann 75% 100% 2 2 0 2 cid 50% 100% 1 2 1');
});

it('shows every verdict on a pair, and which judge chose a place and not an answer', () => {
  const words = renderWords(<CompetitiveView recorded={whole} />);
  expect(words).toContain('ann and bob eve ann it names the harbour fay chose the place, not the answer');
});

it('has the attempts with what was checked of them, and who made none', () => {
  const words = renderWords(<CompetitiveView recorded={whole} />);
  expect(words).toContain('The harbour sleeps, its lanterns glow. said: 100%, it says something');
  expect(words).toContain('dan failed model down');
});

it('has no table before it is over', () => {
  const words = renderWords(<CompetitiveView recorded={readFixture('competitive', 'competitive.judged')} />);
  expect(words).toContain('The answers are being compared.');
  expect(words).not.toContain('Place');
});

it('says so where nobody gave an answer', () => {
  const recorded = [{ name: 'competitive.ended', path: 'competitive.ended/1', data: { outcome: 'no_answer' } }];
  expect(renderWords(<CompetitiveView recorded={recorded} />)).toBe('Nobody gave an answer.');
});

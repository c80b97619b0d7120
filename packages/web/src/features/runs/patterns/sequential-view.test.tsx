import { expect, it } from 'vitest';
import { SequentialView } from './sequential-view.tsx';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('sequential');

it('shows each hop with the facts that it carries and what is still open', () => {
  const words = renderWords(<SequentialView recorded={whole} />);
  expect(words).toContain('1 ann Still open who pays for the lamps? to bob with 4 facts, 2 of them required');
  expect(words).toContain('3 of 3');
});

it('shows who asked back and what was answered, at the hop where it was', () => {
  expect(renderWords(<SequentialView recorded={whole} />)).toContain(
    '2 bob asked back contradicts bob asks ann: which pier? ann answers: The north pier.',
  );
});

it('shows what was said against a fact, beside the fact', () => {
  expect(renderWords(<SequentialView recorded={whole} />)).toContain(
    'Against fact f3 (The pier holds 300 guests.): The pier holds 400 guests.',
  );
});

it('says which of the required facts were missing at the end, and what became of them', () => {
  expect(renderWords(<SequentialView recorded={whole} />)).toContain(
    '2 facts had to stand in the result. Missing at first: f2. Put under the text: f2.',
  );
});

it('shows a question while it is open', () => {
  const words = renderWords(<SequentialView recorded={readFixture('sequential', 'handoff.asked_back')} />);
  expect(words).toContain('bob asks ann: which pier?');
  expect(words).not.toContain('answers');
});

it('shows the hops of a run from before there were contracts', () => {
  const data = { by: 'ann', step: 1, of: 2 };
  const recorded = [{ name: 'sequential.handed_over', path: 'sequential.handed_over/1', data }];
  expect(renderWords(<SequentialView recorded={recorded} />)).toBe('From one to the next 1 of 2 1 ann');
});

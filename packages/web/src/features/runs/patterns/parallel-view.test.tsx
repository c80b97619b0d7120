import { expect, it } from 'vitest';
import { ParallelView } from './parallel-view.tsx';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

it('says who answered, who took a part over, and who put it together', () => {
  const words = renderWords(<ParallelView recorded={readFixture('parallel')} />);
  expect(words).toContain('Who answered 3 of 3 ann answered cid answered 2 times');
  expect(words).toContain('Part 2: from bob to cid. model down');
  expect(words).toContain('fay made one answer of all. From ann, cid, cid.');
});

it('tells those who were stopped from those who gave no answer', () => {
  const data = { answered: ['ann'], missing: ['bob', 'cid'], enough: 1, stopped: ['bob'] };
  const words = renderWords(
    <ParallelView recorded={[{ name: 'parallel.gathered', path: 'parallel.gathered/1', data }]} />,
  );
  expect(words).toContain('ann answered bob stopped, enough had answered cid no answer');
  expect(words).toContain('1 were enough.');
});

it('shows that they are at work before anything is gathered', () => {
  expect(renderWords(<ParallelView recorded={[]} />)).toBe('They are at work, each alone.');
});

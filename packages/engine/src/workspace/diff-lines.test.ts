import { describe, expect, it } from 'vitest';
import { SimRandom } from '../testing/sim-random.ts';
import { type DiffLine, diffLines, type Hunk } from './diff-lines.ts';

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', added: '+', deleted: '-' };
const show = ({ lines }: Hunk) => lines.map(({ kind, text }) => SIGNS[kind] + text.trimEnd());
const count = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `${from + at}\n`).join('');

describe('a diff of lines', () => {
  it('shows what went and came, with three lines around it', () => {
    const before = count(0, 20);
    const after = before.replace('10\n', 'ten\n');
    const { added, deleted, hunks } = diffLines(before, after);
    expect({ added, deleted }).toEqual({ added: 1, deleted: 1 });
    expect(hunks.map(show)).toEqual([[' 7', ' 8', ' 9', '-10', '+ten', ' 11', ' 12', ' 13']]);
    expect(hunks[0]).toMatchObject({ oldStart: 8, newStart: 8 });
  });

  it('keeps changes that are far from each other apart', () => {
    const { hunks } = diffLines(count(0, 30), `new\n${count(0, 29)}`);
    expect(hunks.map(({ oldStart, newStart }) => [oldStart, newStart])).toEqual([
      [1, 1],
      [27, 28],
    ]);
  });

  it('knows a change of line ends, a missing last line end, and nothing at all', () => {
    expect(diffLines('a\nb\n', 'a\r\nb\n')).toMatchObject({ added: 1, deleted: 1 });
    expect(diffLines('a\n', 'a')).toMatchObject({ added: 1, deleted: 1 });
    expect(diffLines('a\n', 'a\n').hunks).toEqual([]);
    expect(diffLines('', 'a\n')).toMatchObject({ added: 1, deleted: 0 });
  });

  it('gives both texts back, whatever they are', () => {
    const random = new SimRandom(7);
    const text = () => Array.from({ length: random.below(40) }, () => `${random.below(5)}\n`).join('');
    for (let round = 0; round < 300; round++) {
      const [before, after] = [text(), text()];
      expect(apply(before, after)).toBe(after);
    }
  });

  it('keeps a thousand changes of one long text apart, and several thousand too', () => {
    for (const changes of [1_000, 3_000]) {
      const before = count(0, changes * 10);
      const after = before.replaceAll(/5\n/gu, 'five\n');
      const { added, deleted, hunks } = diffLines(before, after);
      expect({ added, deleted, hunks: hunks.length }).toEqual({ added: changes, deleted: changes, hunks: changes });
      expect(apply(before, after)).toBe(after);
    }
  });

  it('shows texts that have nothing in common as replaced, without a search', () => {
    const { added, deleted } = diffLines(count(0, 5_000), count(5_000, 10_000));
    expect({ added, deleted }).toEqual({ added: 5_000, deleted: 5_000 });
  });
});

/** The new text from the old one and the hunks alone. */
function apply(before: string, after: string): string {
  const old = before === '' ? [] : before.split(/(?<=\n)/u);
  const made: string[] = [];
  let at = 0;
  for (const { oldStart, lines } of diffLines(before, after).hunks) {
    while (at < oldStart - 1) made.push(old[at++] ?? '');
    for (const { kind, text } of lines) {
      if (kind !== 'added') expect(old[at++]).toBe(text);
      if (kind !== 'deleted') made.push(text);
    }
  }
  return [...made, ...old.slice(at)].join('');
}

/** Two texts line by line: what was taken out and what came in, with a little of what stands around it. */
export interface LineOfDiff {
  readonly kind: 'same' | 'removed' | 'added' | 'left_out';
  readonly text: string;
}

const AROUND = 3;
/** Longer texts are shown whole, one after the other. */
const MOST_CELLS = 1_000_000;

export function diffText(before: string, after: string): readonly LineOfDiff[] {
  if (before === after) return [];
  const [one, other] = [before.split('\n'), after.split('\n')];
  const lines = one.length * other.length > MOST_CELLS ? replaceAll(one, other) : alignLines(one, other);
  return shorten(lines);
}

function alignLines(one: readonly string[], other: readonly string[]): LineOfDiff[] {
  const lengths = measure(one, other);
  const lines: LineOfDiff[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [left, right] = [one[i], other[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      [i, j] = [i + 1, j + 1];
    } else if (left !== undefined && (right === undefined || at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      lines.push({ kind: 'removed', text: left });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: right ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** How many lines the rests have in common, from every pair of places on. */
function measure(one: readonly string[], other: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: one.length + 1 }, () => Array.from({ length: other.length + 1 }, () => 0));
  for (let i = one.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? [];
    for (let j = other.length - 1; j >= 0; j--)
      row[j] =
        one[i] === other[j] ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
  }
  return lengths;
}

function at(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

function replaceAll(one: readonly string[], other: readonly string[]): LineOfDiff[] {
  return [
    ...one.map((text) => ({ kind: 'removed' as const, text })),
    ...other.map((text) => ({ kind: 'added' as const, text })),
  ];
}

function shorten(lines: readonly LineOfDiff[]): readonly LineOfDiff[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(index - AROUND, 0), index + AROUND + 1).some(({ kind }) => kind !== 'same'),
  );
  return lines.flatMap((line, index) => {
    if (near[index]) return [line];
    return near[index - 1] === false ? [] : [{ kind: 'left_out', text: '' } as const];
  });
}

import { InvalidInputError, type Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import type { Workspace } from '../filesystem/workspace.ts';
import { Column, ColumnReader } from './column.ts';
import { anova, chiSquareOfCounts, chiSquareOfTable, mannWhitney, paired, student, welch } from './compare-groups.ts';
import { STATISTICS_LIMIT_MS } from './create-describing-tools.ts';
import { assertCount } from './moments.ts';

const CompareInput = z.object({
  test: z
    .enum(['welch', 'student', 'paired', 'mann_whitney', 'anova'])
    .describe(
      'welch: means of two groups; student: the same where both spread alike; paired: two columns of the same rows; mann_whitney: two groups without assuming a normal distribution; anova: means of two or more groups.',
    ),
  groups: z
    .array(z.object({ name: z.string().min(1).max(100), values: Column }))
    .min(2)
    .max(50),
});

const Count = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const CountsInput = z.object({
  counts: z
    .array(z.array(Count).min(1).max(50))
    .min(1)
    .max(50)
    .describe(
      'Rows of a table of counts: several, to see whether rows and columns are independent; one, to see whether it fits what was expected.',
    ),
  expected: z
    .array(z.number().positive())
    .max(50)
    .exactOptional()
    .describe('For one row: the expected shares; all alike where they are left out.'),
});

export function createComparingTools(workspace: Workspace): readonly Tool[] {
  return [
    createTool({
      name: 'statistics__compare',
      description:
        'Tests whether groups differ. It gives the two-sided probability of such a difference if there were none.',
      input: CompareInput,
      effect: 'read',
      timeoutMs: STATISTICS_LIMIT_MS,
      use: (input) => compare(workspace, input),
    }),
    createTool({
      name: 'statistics__chi_square',
      description: 'Chi-square test of a table of counts for independence, or of one row of counts for fit.',
      input: CountsInput,
      effect: 'pure',
      timeoutMs: STATISTICS_LIMIT_MS,
      use({ counts, expected }) {
        const [first = []] = counts;
        if (counts.length === 1) {
          assertCount(first, 2, 'counts');
          return chiSquareOfCounts(first, expected);
        }
        if (expected) throw new InvalidInputError('expected shares are for one row of counts', 'expected');
        assertCount(first, 2, 'counts');
        return chiSquareOfTable(counts);
      },
    }),
  ];
}

async function compare(workspace: Workspace, { test, groups }: z.infer<typeof CompareInput>): Promise<Json> {
  const reader = new ColumnReader(workspace);
  const wanted = groups.map(({ values }) => values);
  if (test !== 'anova' && groups.length !== 2) throw new InvalidInputError(`${test} compares two groups`, 'groups');
  const { columns, missing } = test === 'paired' ? await reader.readTogether(wanted) : await readApart(reader, wanted);
  for (const [at, column] of columns.entries()) assertCount(column, test === 'mann_whitney' ? 1 : 2, `group ${at + 1}`);
  const [a = [], b = []] = columns;
  const names = groups.map(({ name }) => name);
  const facts = { test, names, n: columns.map((column) => column.length), missing };
  switch (test) {
    case 'welch':
      return { ...facts, ...welch(a, b) };
    case 'student':
      return { ...facts, ...student(a, b) };
    case 'paired':
      return { ...facts, ...paired(a, b) };
    case 'mann_whitney':
      return { ...facts, ...mannWhitney(a, b) };
    case 'anova': {
      const result = anova(columns);
      return { ...facts, ...result, groups: result.groups.map((group, at) => ({ name: names[at] ?? '', ...group })) };
    }
  }
}

async function readApart(
  reader: ColumnReader,
  wanted: readonly Column[],
): Promise<{ columns: number[][]; missing: number }> {
  const read = await Promise.all(wanted.map((column) => reader.readNumbers(column)));
  return { columns: read.map(({ values }) => values), missing: read.reduce((all, { missing }) => all + missing, 0) };
}

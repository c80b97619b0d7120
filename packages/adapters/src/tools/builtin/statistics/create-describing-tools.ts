import type { Tool } from '@tutti/engine';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import type { Workspace } from '../filesystem/workspace.ts';
import { Column, ColumnReader } from './column.ts';
import { pearson, spearman } from './correlate.ts';
import { describeValues } from './describe-values.ts';
import { assertCount, toQuantile, toSorted } from './moments.ts';
import { regress } from './regress.ts';

export const STATISTICS_LIMIT_MS = 60_000;
const Name = z.string().min(1).max(100);

const DescribeInput = z.object({ values: Column });
const QuantilesInput = z.object({
  values: Column,
  shares: z.array(z.number().min(0).max(1)).min(1).max(100).default([0.05, 0.25, 0.5, 0.75, 0.95]),
});
const CorrelationInput = z.object({
  x: Column,
  y: Column,
  method: z.enum(['pearson', 'spearman']).default('pearson').describe('spearman for ranks, where the relation bends.'),
});
const RegressionInput = z.object({
  y: Column.describe('What is to be explained.'),
  predictors: z
    .array(z.object({ name: Name, values: Column }))
    .min(1)
    .max(20),
});

export function createDescribingTools(workspace: Workspace): readonly Tool[] {
  return [...createSummaryTools(workspace), ...createRelationTools(workspace)];
}

function createSummaryTools(workspace: Workspace): readonly Tool[] {
  return [
    createTool({
      name: 'statistics__describe',
      description: 'Describes numbers: mean with its 95% interval, standard deviation, quartiles, skewness, kurtosis.',
      input: DescribeInput,
      effect: 'read',
      timeoutMs: STATISTICS_LIMIT_MS,
      async use({ values }) {
        const { values: numbers, missing } = await new ColumnReader(workspace).readNumbers(values);
        assertCount(numbers, 1, 'values');
        return { missing, ...describeValues(numbers) };
      },
    }),
    createTool({
      name: 'statistics__quantiles',
      description: 'Tells quantiles of numbers, by linear interpolation.',
      input: QuantilesInput,
      effect: 'read',
      timeoutMs: STATISTICS_LIMIT_MS,
      async use({ values, shares }) {
        const { values: numbers, missing } = await new ColumnReader(workspace).readNumbers(values);
        assertCount(numbers, 1, 'values');
        const sorted = toSorted(numbers);
        return {
          n: numbers.length,
          missing,
          quantiles: shares.map((share) => ({ share, value: toQuantile(sorted, share) })),
        };
      },
    }),
  ];
}

function createRelationTools(workspace: Workspace): readonly Tool[] {
  return [
    createTool({
      name: 'statistics__correlation',
      description: 'Correlation of two columns with its probability if there were none (two-sided).',
      input: CorrelationInput,
      effect: 'read',
      timeoutMs: STATISTICS_LIMIT_MS,
      async use({ x, y, method }) {
        const { columns, missing } = await new ColumnReader(workspace).readTogether([x, y]);
        const [first = [], second = []] = columns;
        assertCount(first, 3, 'x');
        return { method, missing, ...(method === 'pearson' ? pearson(first, second) : spearman(first, second)) };
      },
    }),
    createTool({
      name: 'statistics__regression',
      description:
        'Linear regression by least squares: coefficients with standard errors, t, probabilities and 95% intervals, and how much is explained.',
      input: RegressionInput,
      effect: 'read',
      timeoutMs: STATISTICS_LIMIT_MS,
      async use({ y, predictors }) {
        const wanted = [y, ...predictors.map(({ values }) => values)];
        const { columns, missing } = await new ColumnReader(workspace).readTogether(wanted);
        const [explained = [], ...rest] = columns;
        const { terms, ...fit } = regress(explained, rest);
        const names = ['(constant)', ...predictors.map(({ name }) => name)];
        return { missing, ...fit, terms: terms.map((term, at) => ({ name: names[at] ?? '', ...term })) };
      },
    }),
  ];
}

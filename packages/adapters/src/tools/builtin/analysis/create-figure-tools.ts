import type { Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import type * as z from 'zod';
import { createTool } from '../create-tool.ts';
import {
  AnomaliesInput,
  ClusterInput,
  CorrelateInput,
  DescribeInput,
  type Question,
  RegressInput,
  TestInput,
} from './analysis-input.ts';
import type { Task } from './order.ts';
import { type AnalysisPlace, CALL_LIMIT_MS, runAnalysis } from './run-analysis.ts';

export function createFigureTools(place: AnalysisPlace): readonly Tool[] {
  return [...createRelationTools(place), ...createFindingTools(place)];
}

interface Figure<Input> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  toTask(input: Input): Task;
}

function createFigure<Input extends Question & Json>(place: AnalysisPlace, figure: Figure<Input>): Tool {
  return createTool({
    name: `analysis__${figure.name}`,
    description: figure.description,
    input: figure.input,
    effect: 'read',
    timeoutMs: CALL_LIMIT_MS,
    async use(given, { signal }) {
      const { files, results, query, values } = given;
      const data = { files, values, ...(results && { results }), ...(query !== undefined && { query }) };
      return (await runAnalysis(place, { ...data, task: figure.toTask(given) }, signal)).output;
    },
  });
}

function createRelationTools(place: AnalysisPlace): readonly Tool[] {
  return [
    createFigure(place, {
      name: 'describe',
      description:
        'Describes columns: how many values, missing and different ones; of numbers mean, spread, quantiles and skewness; of words the commonest.',
      input: DescribeInput,
      toTask: ({ columns }) => ({ kind: 'describe', columns }),
    }),
    createFigure(place, {
      name: 'correlate',
      description:
        'Correlations of columns with their probabilities if there were none, also after Holm for as many as are asked.',
      input: CorrelateInput,
      toTask: ({ columns, method }) => ({ kind: 'correlate', columns, method }),
    }),
    createFigure(place, {
      name: 'regress',
      description:
        'Linear regression by least squares: coefficients with standard errors, t and probabilities, R squared, and what the residuals say against it.',
      input: RegressInput,
      toTask: ({ y, predictors }) => ({ kind: 'regress', y, predictors }),
    }),
  ];
}

function createFindingTools(place: AnalysisPlace): readonly Tool[] {
  return [
    createFigure(place, {
      name: 'test',
      description: 'Tests whether groups differ, or columns have to do with each other, with the size of the effect.',
      input: TestInput,
      toTask: ({ test, value, group, groups, columns }) => ({ kind: 'test', test, value, group, groups, columns }),
    }),
    createFigure(place, {
      name: 'cluster',
      description: 'Groups rows by k-means. The same seed gives the same clusters.',
      input: ClusterInput,
      toTask: ({ columns, k, mostK, seed, standardize }) => ({ kind: 'cluster', columns, k, mostK, seed, standardize }),
    }),
    createFigure(place, {
      name: 'anomalies',
      description:
        'Finds values that lie where none is expected, each with the range that it should lie in. `row` is counted from 1 in the data or the result of the query.',
      input: AnomaliesInput,
      toTask: ({ value, time, method, threshold, period }) => ({
        kind: 'anomalies',
        value,
        time,
        method,
        threshold,
        period,
      }),
    }),
  ];
}

/** What the server asks of the process that computes, and what that answers: JSON on its standard input and output. */
import type { Json } from '@tutti/protocol';

/** `result`: as CSV, with every text quoted, so that nothing without quotation marks is what is missing. */
export type TableFormat = 'csv' | 'result' | 'json' | 'parquet';

export interface TableFile {
  /** As SQL names it. */
  readonly name: string;
  /** As the agent names it; for what is said about it. */
  readonly shown: string;
  /** Absolute: a private copy, gone when the call ends. */
  readonly path: string;
  readonly format: TableFormat;
  readonly decimalComma: boolean;
  /** Columns by their place that stay text though all of it may look like numbers. */
  readonly texts?: readonly number[] | undefined;
}

export type Cell = string | number | boolean | null;

export interface Order {
  readonly tables: readonly TableFile[];
  /** Absent: all rows of the first table. */
  readonly query?: string | undefined;
  readonly values: readonly Cell[];
  readonly task: Task;
  readonly limits: AnalysisLimits;
}

export interface AnalysisLimits {
  readonly rows: number;
  /** Of rows that are told, as JSON. */
  readonly bytes: number;
  /** Values that are computed with at once. */
  readonly cells: number;
  readonly milliseconds: number;
}

export const LIMITS: AnalysisLimits = { rows: 500, bytes: 100_000, cells: 4_000_000, milliseconds: 60_000 };

export type Task =
  | { readonly kind: 'tables' }
  | { readonly kind: 'query' }
  | ({ readonly kind: 'describe' } & DescribeTask)
  | ({ readonly kind: 'correlate' } & CorrelateTask)
  | ({ readonly kind: 'regress' } & RegressTask)
  | ({ readonly kind: 'test' } & TestTask)
  | ({ readonly kind: 'cluster' } & ClusterTask)
  | ({ readonly kind: 'anomalies' } & AnomalyTask)
  | ({ readonly kind: 'chart' } & ChartTask);

export interface DescribeTask {
  /** Absent: all. */
  readonly columns?: readonly string[] | undefined;
}

export interface CorrelateTask {
  readonly columns: readonly string[];
  readonly method: 'pearson' | 'spearman';
}

export interface RegressTask {
  readonly y: string;
  readonly predictors: readonly string[];
}

export const TESTS = ['welch', 'student', 'mann_whitney', 'anova', 'paired', 'chi_square'] as const;

export interface TestTask {
  readonly test: (typeof TESTS)[number];
  readonly value?: string | undefined;
  readonly group?: string | undefined;
  /** Only these, in this order. */
  readonly groups?: readonly string[] | undefined;
  readonly columns?: readonly string[] | undefined;
}

export interface ClusterTask {
  readonly columns: readonly string[];
  /** Absent: as many as separate best. */
  readonly k?: number | undefined;
  readonly mostK: number;
  readonly seed: number;
  readonly standardize: boolean;
}

export const METHODS = ['mad', 'iqr', 'seasonal'] as const;

export interface AnomalyRule {
  readonly method: (typeof METHODS)[number];
  /** Absent: what is usual for the method. */
  readonly threshold?: number | undefined;
  /** Absent: by the distance of the times. */
  readonly period?: number | undefined;
}

export interface AnomalyTask extends AnomalyRule {
  readonly value: string;
  readonly time?: string | undefined;
}

export const CHARTS = ['line', 'bar', 'scatter', 'histogram', 'box'] as const;

export interface ChartTask {
  readonly chart: (typeof CHARTS)[number];
  readonly title: string;
  readonly x?: string | undefined;
  readonly y: readonly string[];
  readonly group?: string | undefined;
  readonly bins?: number | undefined;
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  readonly anomalies?: AnomalyRule | undefined;
}

export type Outcome = { readonly output: Json } | { readonly refused: { message: string; field: string } };

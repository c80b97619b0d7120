/** What agents write. Every tool names its data in the same way. */
import * as z from 'zod';
import { FilePath } from '../filesystem/parse-path.ts';
import { CHARTS, METHODS, TESTS } from './order.ts';

export const MOST_FILES = 10;
const MOST_COLUMNS = 20;

const Name = z.string().min(1).max(200);
const Columns = z.array(Name).min(1).max(MOST_COLUMNS);
const TableName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/u, 'a table is called by small letters, digits and underscores');

const NamedFile = z.object({
  path: FilePath,
  table: TableName.exactOptional().describe('Its name in queries; made of the name of the file where it is left out.'),
  decimalComma: z.boolean().exactOptional().describe('In a CSV file 1,5 is one and a half.'),
});

const Value = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]);

/** A result of the database, as a table of its own. */
const NamedResult = z.object({
  table: TableName.describe('What the result is called in queries.'),
  connection: Name.describe('Which of the configured databases.'),
  statement: z.string().min(1).max(100_000).describe('One query in the SQL of that database; it only reads.'),
  values: z.array(Value).max(500).default([]),
});
export type NamedResult = z.infer<typeof NamedResult>;

/** At least one file or one result. */
export const Data = z.object({
  files: z
    .array(z.union([FilePath, NamedFile]))
    .max(MOST_FILES)
    .default([])
    .describe(
      'CSV, JSON or Parquet files in the workspace. Each is a table that is called as the file without its ending: data/orders.csv is orders.',
    ),
  results: z.array(NamedResult).max(MOST_FILES).exactOptional().describe('Tables read from a configured database.'),
});
export type Data = z.infer<typeof Data>;

const query = z
  .string()
  .min(1)
  .max(100_000)
  .exactOptional()
  .describe(
    'One SELECT (DuckDB) over these tables, whose rows are computed with, such as SELECT day, amount FROM orders WHERE region = ?. All rows of the first table where it is left out.',
  );
const values = z.array(Value).max(500).default([]).describe('What stands for each ? in the query, in order.');

export const Question = Data.extend({ query, values });
export type Question = z.infer<typeof Question>;

export const QueryInput = Data.extend({ query: query.unwrap(), values });

export const DescribeInput = Question.extend({ columns: Columns.exactOptional().describe('All where left out.') });

export const CorrelateInput = Question.extend({
  columns: Columns.min(2).describe('Each is compared with every other one.'),
  method: z.enum(['pearson', 'spearman']).default('pearson').describe('spearman for ranks, where the relation bends.'),
});

export const RegressInput = Question.extend({ y: Name.describe('What is to be explained.'), predictors: Columns });

export const TestInput = Question.extend({
  test: z
    .enum(TESTS)
    .describe(
      'welch: means of two groups; student: the same where both spread alike; mann_whitney: two groups of any distribution; anova: means of several; paired: two columns of the same rows; chi_square: whether two columns of words or codes have to do with each other.',
    ),
  value: Name.exactOptional().describe('The column with the numbers, for all but paired and chi_square.'),
  group: Name.exactOptional().describe('The column that says which group a row belongs to.'),
  groups: z.array(Name).min(2).max(50).exactOptional().describe('Only these groups, in this order.'),
  columns: z.array(Name).length(2).exactOptional().describe('For paired and chi_square.'),
});

export const ClusterInput = Question.extend({
  columns: Columns,
  k: z.int().min(1).max(20).exactOptional().describe('How many clusters; the number that separates best if left out.'),
  mostK: z.int().min(2).max(12).default(8),
  seed: z.int().nonnegative().max(4_294_967_295).default(1),
  standardize: z.boolean().default(true).describe('Off where the columns have the same unit.'),
});

const Rule = z.object({
  method: z
    .enum(METHODS)
    .describe(
      'mad: far from the median, in robust standard deviations; iqr: beyond the quartiles; seasonal: far from trend and season.',
    ),
  threshold: z
    .number()
    .positive()
    .max(100)
    .exactOptional()
    .describe('3.5 where left out, of mad and seasonal; 1.5 of iqr.'),
  period: z
    .int()
    .min(2)
    .max(1_000)
    .exactOptional()
    .describe('For seasonal: after how many values the season repeats. Told by the times if left out: 7 for days.'),
});

export const AnomaliesInput = Question.extend({
  value: Name,
  time: Name.exactOptional().describe('A column of dates or times: the rows are put into its order.'),
  ...Rule.shape,
});

export const ChartInput = Question.extend({
  kind: z
    .enum(CHARTS)
    .describe('line for time, bar for amounts, scatter for two numbers, histogram or box for spread.'),
  title: z.string().min(1).max(200).describe('What it shows, with the finding.'),
  x: Name.exactOptional().describe('The column along the bottom; of line, bar and scatter.'),
  y: z.array(Name).min(1).max(8).describe('The columns with the values.'),
  group: Name.exactOptional().describe('A column that splits one y into series, or boxes.'),
  bins: z.int().min(1).max(100).exactOptional(),
  xLabel: z.string().max(100).exactOptional(),
  yLabel: z.string().max(100).exactOptional().describe('With the unit.'),
  anomalies: Rule.exactOptional().describe('Marks the anomalies of one series and shows the range that was expected.'),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,80}$/u, 'a name has small letters, digits, hyphens and underscores')
    .exactOptional()
    .describe('Of the document; the same name again makes a new version. Made of the title where it is left out.'),
});
export type ChartInput = z.infer<typeof ChartInput>;

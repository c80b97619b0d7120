/** A chart as data: whoever shows it draws it, and the same figures can be read as a table. */
import * as z from 'zod';
import { Hash } from './ids.ts';

export const CHART_MEDIA_TYPE = 'application/vnd.tutti.chart+json';

/** More marks than these say less, and no preview holds them. */
export const MOST_POINTS = 2_000;
export const MOST_SERIES = 8;
export const MOST_BINS = 100;
export const MOST_BOXES = 40;

const Name = z.string().max(200);
/** In time: ISO 8601; of a category: its name. */
const Place = z.union([z.number(), Name]);

const ChartAxis = z.strictObject({
  label: Name,
  kind: z.enum(['number', 'time', 'category']),
});
export type ChartAxis = z.infer<typeof ChartAxis>;

const ChartPoint = z.strictObject({
  x: Place,
  y: z.number(),
  /** Where it should lie: below or above is out of the ordinary. */
  low: z.number().exactOptional(),
  high: z.number().exactOptional(),
  anomaly: z.literal(true).exactOptional(),
});
export type ChartPoint = z.infer<typeof ChartPoint>;

const ChartSeries = z.strictObject({ name: Name, points: z.array(ChartPoint).min(1).max(MOST_POINTS) });
export type ChartSeries = z.infer<typeof ChartSeries>;

const ChartBin = z.strictObject({ from: z.number(), to: z.number(), count: z.int().nonnegative() });
export type ChartBin = z.infer<typeof ChartBin>;

const ChartBox = z.strictObject({
  name: Name,
  n: z.int().positive(),
  /** The furthest values that are no outliers. */
  low: z.number(),
  firstQuartile: z.number(),
  median: z.number(),
  thirdQuartile: z.number(),
  high: z.number(),
  outliers: z.array(z.number()).max(200),
  /** All of them, where not all are told. */
  outlierCount: z.int().nonnegative(),
});
export type ChartBox = z.infer<typeof ChartBox>;

/** Which data it was made of, and how: enough to make it again. */
const ChartSource = z.strictObject({
  files: z.array(z.strictObject({ path: z.string(), table: z.string(), bytes: z.int().nonnegative(), sha256: Hash })),
  query: z.string().exactOptional(),
  values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).exactOptional(),
  /** In words. */
  computation: z.string().max(2_000),
});
export type ChartSource = z.infer<typeof ChartSource>;

const common = { version: z.literal(1), title: Name, x: ChartAxis, y: ChartAxis, source: ChartSource };
const series = z.array(ChartSeries).min(1).max(MOST_SERIES);

export const Chart = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('line'), series }),
  z.strictObject({ ...common, kind: z.literal('bar'), series }),
  z.strictObject({ ...common, kind: z.literal('scatter'), series }),
  z.strictObject({ ...common, kind: z.literal('histogram'), bins: z.array(ChartBin).min(1).max(MOST_BINS) }),
  z.strictObject({ ...common, kind: z.literal('box'), boxes: z.array(ChartBox).min(1).max(MOST_BOXES) }),
]);
export type Chart = z.infer<typeof Chart>;
export type ChartKind = Chart['kind'];

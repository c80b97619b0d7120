/** What a query of Prometheus has found, as much of it as a model can read, and how much more there is. */
import { Json } from '@tutti/protocol';
import * as z from 'zod';

const Sample = z.tuple([z.number(), z.string()]);
const Series = z.object({
  metric: z.record(z.string(), z.string()),
  value: Sample.exactOptional(),
  values: z.array(Sample).exactOptional(),
  /** Native histograms. */
  histogram: Json.exactOptional(),
  histograms: z.array(Json).exactOptional(),
});
const Found = z.union([
  z.object({ resultType: z.enum(['vector', 'matrix']), result: z.array(Series) }),
  z.object({ resultType: z.enum(['scalar', 'string']), result: Sample }),
]);

interface Bounds {
  readonly series: number;
  /** Of each series; the last ones are kept. */
  readonly points: number;
}

interface Answer {
  readonly data: Json;
  readonly warnings?: readonly string[];
}

export function boundSeries({ data, warnings }: Answer, { series: most, points }: Bounds): Record<string, Json> {
  const found = Found.parse(data);
  const notes = warnings && warnings.length > 0 ? { warnings: warnings.slice(0, 20) } : {};
  if (isSeries(found)) {
    const left = found.result.length - most;
    const series = found.result.slice(0, most).map((one) => boundOne(one, points));
    return { type: found.resultType, series, ...(left > 0 && { seriesLeftOut: left }), ...notes };
  }
  return { type: found.resultType, value: found.result as Json, ...notes };
}

function isSeries(
  found: z.infer<typeof Found>,
): found is Extract<z.infer<typeof Found>, { resultType: 'vector' | 'matrix' }> {
  return found.resultType === 'vector' || found.resultType === 'matrix';
}

function boundOne(one: z.infer<typeof Series>, points: number): Json {
  const { metric, value, values = [], histogram, histograms = [] } = one;
  return {
    metric,
    ...(value && { value }),
    ...(histogram !== undefined && { histogram }),
    ...(values.length > 0 && { values: values.slice(-points) }),
    ...(histograms.length > 0 && { histograms: histograms.slice(-points) }),
    ...(values.length > points && { valuesLeftOut: values.length - points }),
  };
}

import { InvalidInputError, type Tool } from '@tutti/engine';
import { Chart, CHART_MEDIA_TYPE, type ChartSource, type Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { ChartInput } from './analysis-input.ts';
import type { CopiedFile } from './copy-files.ts';
import type { ChartTask } from './order.ts';
import { type AnalysisPlace, CALL_LIMIT_MS, runAnalysis } from './run-analysis.ts';

/** More is not shown whole to whoever looks at it. */
const LONGEST = 250_000;
const ENDING = '.chart.json';

const Drawn = z.object({ chart: z.looseObject({}), computation: z.string(), facts: z.record(z.string(), z.number()) });

export function createChartTool(place: AnalysisPlace): Tool {
  return createTool({
    name: 'analysis__chart',
    description:
      'Draws a chart of data as a document of the run, with the data and the computation that it came from. Make it of what you have found.',
    input: ChartInput,
    effect: 'read',
    timeoutMs: CALL_LIMIT_MS,
    givesDocument: true,
    async use(input, { signal }) {
      const { output, files } = await runAnalysis(place, { ...input, task: toTask(input) }, signal);
      const { chart, computation, facts } = Drawn.parse(output);
      const whole = Chart.parse({ ...chart, source: toSource(input, files, computation) });
      const text = JSON.stringify(whole);
      if (text.length > LONGEST)
        throw new InvalidInputError('the chart has too much in it; sum the data up with a query', 'query');
      const name = `${input.name ?? toDocumentName(input.title)}${ENDING}`;
      return { ...facts, document: { name, mediaType: CHART_MEDIA_TYPE, text } } satisfies Json;
    },
  });
}

function toTask({ kind: chart, title, x, y, group, bins, xLabel, yLabel, anomalies }: ChartInput) {
  return { kind: 'chart', chart, title, x, y, group, bins, xLabel, yLabel, anomalies } satisfies {
    kind: 'chart';
  } & ChartTask;
}

function toSource(
  { query, values, results = [] }: ChartInput,
  files: readonly CopiedFile[],
  computation: string,
): ChartSource {
  const asked = results.map(({ table, connection, statement }) => `${table} from ${connection}: ${statement}`);
  return {
    files: files.map(({ path, table, bytes, sha256 }) => ({ path, table: table.name, bytes, sha256 })),
    ...(query !== undefined && { query }),
    ...(values.length > 0 && { values }),
    computation: [computation, ...asked].join('; ').slice(0, 2_000),
  };
}

function toDocumentName(title: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 80);
  return name === '' ? 'chart' : name;
}

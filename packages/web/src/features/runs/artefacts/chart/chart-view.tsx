import { Chart } from '@tutti/protocol';
import { ChartNoAxesColumn, Download, Table2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { runText } from '../../../../strings/run.ts';
import { sharedText } from '../../../../strings/shared.ts';
import { Banner } from '../../../../ui/banner.tsx';
import { Button } from '../../../../ui/button.tsx';
import { CodeBlock } from '../../../../ui/code-block.tsx';
import { Disclosure } from '../../../../ui/disclosure.tsx';
import { downloadText } from '../../../../ui/download-text.ts';
import { SegmentedControl } from '../../../../ui/segmented-control.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { ChartTable } from './chart-table.tsx';
import { toCsv, toRows } from './to-rows.ts';

type Shown = 'chart' | 'table';
const WAYS = [
  { value: 'chart', label: runText.chart.asChart, icon: ChartNoAxesColumn },
  { value: 'table', label: runText.chart.asTable, icon: Table2 },
] as const;

interface Props {
  /** Of the document. */
  readonly name: string;
  readonly text: string;
}

/** A chart as its document says it; a document that says none is shown as text. */
export function ChartView({ name, text }: Props) {
  const chart = useMemo(() => parse(text), [text]);
  if (chart) return <Drawn name={name} chart={chart} />;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Banner tone="attention">{runText.chart.unreadable}</Banner>
      <CodeBlock text={text} wrap limited={false} label={runText.preview} />
    </div>
  );
}

function parse(text: string): Chart | undefined {
  try {
    return Chart.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function Drawn({ name, chart }: { name: string; chart: Chart }) {
  const [shown, setShown] = useState<Shown>('chart');
  const table = useMemo(() => toRows(chart), [chart]);
  const download = () => downloadText(`${name.replace(/(?:\.chart)?\.json$/u, '')}.csv`, toCsv(table), 'text/csv');
  return (
    <section aria-label={chart.title} className="flex min-w-0 flex-col gap-3">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h4 className="min-w-0 flex-1 basis-56 text-md font-semibold [overflow-wrap:anywhere]">{chart.title}</h4>
        <SegmentedControl label={runText.view} options={WAYS} value={shown} onChange={setShown} />
        <Button size="sm" icon={Download} onClick={download}>
          {runText.chart.csv}
        </Button>
      </header>
      {shown === 'chart' ? <ChartFigure chart={chart} /> : <ChartTable title={chart.title} table={table} />}
      <Disclosure summary={<span className="text-xs">{runText.chart.source}</span>}>
        <Source source={chart.source} />
      </Disclosure>
    </section>
  );
}

function Source({ source: { files, query, values, computation } }: { source: Chart['source'] }) {
  return (
    <div className="flex min-w-0 flex-col gap-2 text-xs">
      <p className="[overflow-wrap:anywhere]">{computation}</p>
      <ul className="flex flex-col gap-1">
        {files.map(({ path, table, bytes, sha256 }) => (
          <li key={table} className="min-w-0 text-muted [overflow-wrap:anywhere]">
            <span className="font-mono text-text">{path}</span>{' '}
            {runText.chart.fileFacts(table, sharedText.bytes(bytes), sha256)}
          </li>
        ))}
      </ul>
      {query !== undefined && <CodeBlock text={query} wrap label={runText.chart.query} />}
      {values && <p className="font-mono [overflow-wrap:anywhere]">{JSON.stringify(values)}</p>}
    </div>
  );
}

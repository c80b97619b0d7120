import { formatCount } from '../../../domain/format-numbers.ts';
import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Meter } from '../../../ui/meter.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { readPipeline, type Stage } from './read-pipeline.ts';
import type { Recorded } from './recorded.ts';

const text = patternsText.pipeline;

/** More are in the journal. */
const MOST_ASIDE = 100;

export function PipelineView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const { begun, stages, setAside, out } = readPipeline(recorded);
  if (!begun) return null;
  const { items, from, buffer, order, atOnce } = begun;
  return (
    <>
      <p className="text-muted">
        {text.items(items, text.from[from] ?? from)} {text.how(buffer, atOnce)} {text.order[order] ?? order}
      </p>
      <Panel title={text.stages} meta={<span className="text-xs text-muted">{text.out(out, items)}</span>}>
        <ol className="grid min-w-0 gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {stages.map((stage) => (
            <StageCard key={stage.stage} stage={stage} items={items} />
          ))}
        </ol>
      </Panel>
      {setAside.length > 0 && (
        <Panel title={text.setAside} meta={<Badge tone="attention">{setAside.length}</Badge>}>
          <ul className="flex flex-col gap-1.5">
            {setAside.slice(0, MOST_ASIDE).map(({ item, stage, by, tries, reason }) => (
              <li key={`${item} ${stage}`} className="min-w-0 [overflow-wrap:anywhere]">
                <span className="font-semibold">{text.item(item)}</span> {text.asideAt(stage, by, tries)}{' '}
                <span className="text-muted">{reason}</span>
              </li>
            ))}
          </ul>
          {setAside.length > MOST_ASIDE && (
            <p className="mt-2 text-muted">{text.moreAside(setAside.length - MOST_ASIDE)}</p>
          )}
        </Panel>
      )}
    </>
  );
}

function StageCard({ stage: { stage, by, passed, setAside, here, again }, items }: { stage: Stage; items: number }) {
  const total = Math.max(1, items);
  return (
    <li className="flex min-w-0 flex-col gap-1.5 rounded-md border border-line p-2.5">
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <span className="text-xs text-muted">{text.stage(stage)}</span>
        <span className="min-w-0 font-semibold [overflow-wrap:anywhere]">{by}</span>
      </p>
      <Meter
        bare
        label={text.doneAt(stage)}
        text={text.passed(formatCount(passed), formatCount(items))}
        parts={[
          { share: passed / total, tone: 'success' },
          { share: setAside / total, tone: 'danger' },
          { share: here / total, tone: 'progress' },
        ]}
      />
      <p className="text-xs text-muted">
        {text.passed(formatCount(passed), formatCount(items))}
        {here > 0 && ` · ${text.here(formatCount(here))}`}
        {setAside > 0 && ` · ${text.aside(formatCount(setAside))}`}
        {again > 0 && ` · ${text.again(formatCount(again))}`}
      </p>
    </li>
  );
}

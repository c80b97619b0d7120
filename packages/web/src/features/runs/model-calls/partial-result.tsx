import type { Payload, RunId, RunState } from '@tutti/protocol';
import * as z from 'zod';
import { PayloadView } from '../../../domain/payload-view.tsx';
import { modelCallText as text } from '../../../strings/model-calls.ts';
import { Markdown } from '../../../ui/markdown.tsx';
import { Panel } from '../../../ui/panel.tsx';

/** Words are read as text, be they alone or with data around them. */
const Words = z.union([z.string(), z.looseObject({ text: z.string() }).transform((said) => said.text)]);

/** What a run had made when its budget stopped it. */
export function PartialResult({ state: { run, partial } }: { state: RunState }) {
  if (!partial) return null;
  return (
    <Panel title={text.partial} meta={<span className="text-xs text-muted">{text.partialMeans}</span>}>
      <div className="max-h-72 overflow-auto" tabIndex={0} role="group" aria-label={text.partial}>
        <Content run={run} partial={partial} />
      </div>
    </Panel>
  );
}

function Content({ run, partial }: { run: RunId; partial: Payload }) {
  const words = 'value' in partial ? Words.safeParse(partial.value).data : undefined;
  return words === undefined ? (
    <PayloadView run={run} payload={partial} label={text.partial} />
  ) : (
    <Markdown text={words} />
  );
}

import { useQuery } from '@tanstack/react-query';
import { AgentId, EffectClass, Hash, Json, type RunId, StepPath, toVisibleText } from '@tutti/protocol';
import { useState } from 'react';
import * as z from 'zod';
import { stepQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { approvalsText } from '../strings/approvals.ts';
import { sharedText } from '../strings/shared.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { KeyValue } from '../ui/key-value.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AgentName } from './agent-name.tsx';
import { JsonView, PayloadView } from './payload-view.tsx';
import { RefusalState } from './refusal-state.tsx';
import { ShortHash } from './short-hash.tsx';

const facts = {
  kind: z.literal('tool'),
  agent: AgentId,
  tool: z.string(),
  effect: EffectClass,
  /** Of tool, its description and schema, and these arguments. */
  call: Hash,
  because: z.string(),
};
/** What a run shows that asks whether a tool may be called. */
export const ShownCall = z.union([
  z.object({ ...facts, input: Json }),
  z.object({ ...facts, preview: z.string(), characters: z.number(), path: StepPath }),
]);
type Shown = z.infer<typeof ShownCall>;

/** The call itself, from the data that the answer is bound to: nothing that a model says about it. */
export function CallSubject({ run, shown }: { run: RunId; shown: Shown }) {
  const { agent, tool, effect, call, because } = shown;
  const text = approvalsText.toolCall;
  return (
    <div className="flex min-w-0 flex-col gap-3 rounded-md border border-line p-3">
      <KeyValue
        items={[
          { label: text.agent, value: <AgentName agent={agent} /> },
          { label: text.tool, value: <code className="font-mono text-xs break-all">{tool}</code> },
          {
            label: text.effect,
            value: (
              <>
                <code className="font-mono text-xs">{effect}</code>{' '}
                <span className="text-muted">{sharedText.effect[effect]}</span>
              </>
            ),
          },
          { label: text.because, value: because },
          { label: text.call, value: <ShortHash hash={call} /> },
        ]}
      />
      {'preview' in shown ? (
        <LongInput run={run} shown={shown} />
      ) : (
        <JsonView value={shown.input} label={text.input} exact />
      )}
      <p className="text-xs text-muted">{text.byAgent}</p>
    </div>
  );
}

function LongInput({ run, shown }: { run: RunId; shown: Extract<Shown, { preview: string }> }) {
  const { preview, characters, path } = shown;
  const { client } = useServices();
  const [all, setAll] = useState(false);
  const { data, error, refetch, isFetching } = useQuery({ ...stepQuery(client, run, path), enabled: all });
  const text = approvalsText.toolCall;
  if (data?.output) return <PayloadView run={run} payload={data.output} label={text.input} exact />;
  if (data === null) return <p>{text.lost}</p>;
  if (error) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (isFetching) return <Skeleton lines={6} />;
  const count = (value: number) => value.toLocaleString('en');
  return (
    <div className="flex min-w-0 flex-col items-start gap-2">
      <div className="w-full min-w-0">
        <CodeBlock
          text={toVisibleText(preview)}
          wrap
          label={text.beginning(count(preview.length), count(characters))}
        />
      </div>
      <Button size="sm" onClick={() => setAll(true)}>
        {approvalsText.all}
      </Button>
    </div>
  );
}

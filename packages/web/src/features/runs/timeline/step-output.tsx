import { Json, type Payload, type RunId, splitHandoff } from '@tutti/protocol';
import * as z from 'zod';
import { JsonView, PayloadView } from '../../../domain/payload-view.tsx';
import { runText } from '../../../strings/run.ts';
import { Markdown } from '../../../ui/markdown.tsx';

const Answered = z.looseObject({
  text: z.string(),
  toolCalls: z.array(z.looseObject({ name: z.string(), input: Json })).default([]),
});

/** What a model says is read as text; everything else is shown as the data that it is. */
export function StepOutput({ run, output, isModel }: { run: RunId; output: Payload; isModel: boolean }) {
  const answer = isModel && 'value' in output ? Answered.safeParse(output.value).data : undefined;
  if (!answer) return <PayloadView run={run} payload={output} label={runText.outputJson} />;
  const { text } = splitHandoff(answer.text);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {text !== '' && <Markdown text={text} />}
      {answer.toolCalls.length > 0 && (
        <>
          <p className="text-muted">{runText.toolCalls}</p>
          {answer.toolCalls.map(({ name, input }, index) => (
            // The same call may come twice; their order never changes.
            <JsonView key={`${index} ${name}`} label={name} value={input} />
          ))}
        </>
      )}
    </div>
  );
}

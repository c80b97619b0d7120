import { useQuery } from '@tanstack/react-query';
import { Hash, isRehearsal, type Payload, type RunId } from '@tutti/protocol';
import type { MessageView } from '@tutti/protocol/api';
import * as z from 'zod';
import { conversationQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { JsonView, PayloadView } from '../../../domain/payload-view.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { RehearsalMark } from '../../../domain/rehearsal-mark.tsx';
import { runText } from '../../../strings/run.ts';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { Markdown } from '../../../ui/markdown.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';

/** The input of a model call: it names its conversation by the hash of the last message. */
const ModelInput = z.looseObject({ conversation: Hash });

export function StepInput({ run, input }: { run: RunId; input: Payload }) {
  const conversation = 'value' in input ? ModelInput.safeParse(input.value).data?.conversation : undefined;
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="text-xs font-semibold text-muted">
        {conversation === undefined ? runText.input : runText.conversation}
      </h3>
      {conversation === undefined ? (
        <PayloadView run={run} payload={input} label={runText.inputJson} />
      ) : (
        <>
          <Conversation run={run} hash={conversation} />
          <Disclosure summary={runText.rawInput}>
            <PayloadView run={run} payload={input} label={runText.inputJson} />
          </Disclosure>
        </>
      )}
    </section>
  );
}

function Conversation({ run, hash }: { run: RunId; hash: Hash }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(conversationQuery(client, run, hash));
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return (
    <ol className="flex flex-col gap-3">
      {data.items.map((message, index) => (
        // A message has no identity but its place in the chain.
        <Message key={index} message={message} />
      ))}
    </ol>
  );
}

function Message({ message: { role, text, labels, name, failed = false, toolCalls = [] } }: { message: MessageView }) {
  return (
    <li className="flex min-w-0 flex-col gap-1.5 border-l-2 border-line pl-3">
      <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
        <span className="font-medium text-text">{runText.role[role]}</span>
        {name !== undefined && <code className="font-mono">{name}</code>}
        {failed && <span className="text-danger">{runText.toolFailed}</span>}
        {isRehearsal(labels) && <RehearsalMark />}
      </p>
      {text !== '' && <Markdown text={text} />}
      {toolCalls.map(({ id, name: tool, input }) => (
        <JsonView key={id} label={tool} value={input} />
      ))}
    </li>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { Json, Payload, RunId } from '@tutti/protocol';
import { useState } from 'react';
import { payloadQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { runText } from '../strings/run.ts';
import { sharedText } from '../strings/shared.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { RefusalState } from './refusal-state.tsx';

/** A value of a journal. What is too large to stand in its event is fetched when somebody wants to see it. */
export function PayloadView({ run, payload, label }: { run: RunId; payload: Payload; label: string }) {
  const { client } = useServices();
  const [wanted, setWanted] = useState(false);
  const hash = 'blob' in payload ? payload.blob : undefined;
  const { data, error, refetch, isFetching } = useQuery({
    ...payloadQuery(client, run, hash ?? ('' as never)),
    enabled: hash !== undefined && wanted,
  });
  if ('value' in payload) return <JsonView value={payload.value} label={label} />;
  if (data) return <JsonView value={data.value} label={label} />;
  if (error) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (isFetching) return <Skeleton lines={3} />;
  return <Button onClick={() => setWanted(true)}>{runText.loadPayload(sharedText.bytes(payload.bytes))}</Button>;
}

export function JsonView({ value, label }: { value: Json; label: string }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return <CodeBlock text={text} wrap label={label} />;
}

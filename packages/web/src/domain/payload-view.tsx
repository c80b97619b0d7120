import { useQuery } from '@tanstack/react-query';
import { type Json, type Payload, type RunId, toVisibleText } from '@tutti/protocol';
import { useState } from 'react';
import { payloadQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { runText } from '../strings/run.ts';
import { sharedText } from '../strings/shared.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { RefusalState } from './refusal-state.tsx';

interface PayloadProps {
  readonly run: RunId;
  readonly payload: Payload;
  readonly label: string;
  /** Characters that nobody would see are written out. */
  readonly exact?: boolean;
}

/** A value of a journal. What is too large to stand in its event is fetched when somebody wants to see it. */
export function PayloadView({ run, payload, label, exact }: PayloadProps) {
  const { client } = useServices();
  const [wanted, setWanted] = useState(false);
  const hash = 'blob' in payload ? payload.blob : undefined;
  const { data, error, refetch, isFetching } = useQuery({
    ...payloadQuery(client, run, hash ?? ('' as never)),
    enabled: hash !== undefined && wanted,
  });
  if ('value' in payload) return <JsonView value={payload.value} label={label} exact={exact} />;
  if (data) return <JsonView value={data.value} label={label} exact={exact} />;
  if (error) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (isFetching) return <Skeleton lines={3} />;
  return <Button onClick={() => setWanted(true)}>{runText.loadPayload(sharedText.bytes(payload.bytes))}</Button>;
}

export function JsonView({ value, label, exact = false }: { value: Json; label: string; exact?: boolean | undefined }) {
  const text = typeof value === 'string' && !exact ? value : JSON.stringify(value, null, 2);
  return <CodeBlock text={exact ? toVisibleText(text) : text} wrap label={label} />;
}

import { useQuery } from '@tanstack/react-query';
import type { Artefact, RunId } from '@tutti/protocol';
import { useState } from 'react';
import { previewQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { runText } from '../../../strings/run.ts';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Markdown } from '../../../ui/markdown.tsx';
import { SegmentedControl } from '../../../ui/segmented-control.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';

type Shown = 'formatted' | 'plain';
const WAYS = [
  { value: 'formatted', label: runText.asMarkdown },
  { value: 'plain', label: runText.asText },
] as const;

/** The beginning of a document. It is never taken for markup. */
export function ArtefactPreview({ run, artefact }: { run: RunId; artefact: Artefact }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(previewQuery(client, run, artefact.id));
  const isMarkdown = artefact.mediaType.startsWith('text/markdown');
  const [shown, setShown] = useState<Shown>('formatted');
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  return (
    <div className="flex min-w-0 flex-col gap-3 p-4">
      <h3 className="sr-only">{runText.preview}</h3>
      {isMarkdown && (
        <div>
          <SegmentedControl label={runText.view} options={WAYS} value={shown} onChange={setShown} />
        </div>
      )}
      <div className="max-w-3xl">
        {isMarkdown && shown === 'formatted' ? (
          <Markdown text={data.text} />
        ) : (
          <CodeBlock text={data.text} wrap limited={false} label={runText.preview} />
        )}
      </div>
      {data.truncated && <p className="text-xs text-muted">{runText.truncated}</p>}
    </div>
  );
}

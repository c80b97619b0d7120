import { useQuery } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { useState } from 'react';
import { filePreviewQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { filesText } from '../../../strings/files.ts';
import { Button } from '../../../ui/button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { DocumentPreview } from '../preview/document-preview.tsx';
import { toContentUrl } from './to-content-url.ts';

interface Props {
  readonly run: RunId;
  readonly path: string;
  readonly version: string;
}

/** Nothing is fetched before somebody wants to see it. */
export function FilePreview({ run, path, version }: Props) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex min-w-0 flex-col items-start gap-2">
      <Button
        size="sm"
        aria-expanded={isShown}
        aria-label={filesText.previewOf(path)}
        onClick={() => setShown(!isShown)}
      >
        {filesText.preview}
      </Button>
      {isShown && <Shown run={run} path={path} version={version} />}
    </div>
  );
}

function Shown({ run, path, version }: Props) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(filePreviewQuery(client, run, { path, version }));
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return (
    <div className="w-full min-w-0 rounded-md border border-line p-3">
      <DocumentPreview document={{ ...data, name: path, url: toContentUrl({ run, path, version }) }} />
    </div>
  );
}

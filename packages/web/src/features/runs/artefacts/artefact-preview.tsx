import { useQuery } from '@tanstack/react-query';
import { type Artefact, CHART_MEDIA_TYPE, type RunId } from '@tutti/protocol';
import { previewQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { runText } from '../../../strings/run.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { DocumentPreview } from '../preview/document-preview.tsx';
import { ChartView } from './chart/chart-view.tsx';

/** The beginning of a document. */
export function ArtefactPreview({ run, artefact }: { run: RunId; artefact: Artefact }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(previewQuery(client, run, artefact.id));
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  const { name, mediaType, id } = artefact;
  if (mediaType === CHART_MEDIA_TYPE && !data.truncated)
    return (
      <div className="min-w-0 p-4">
        <h3 className="sr-only">{runText.preview}</h3>
        <ChartView name={name} text={data.text} />
      </div>
    );
  const url = `/api/v1/runs/${run}/artefacts/${id}/content`;
  return (
    <div className="flex max-w-3xl min-w-0 flex-col gap-3 p-4">
      <h3 className="sr-only">{runText.preview}</h3>
      <DocumentPreview document={{ ...data, name, mediaType, url }} />
    </div>
  );
}

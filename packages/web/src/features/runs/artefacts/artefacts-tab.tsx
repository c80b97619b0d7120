import { useQuery } from '@tanstack/react-query';
import { type Artefact, isRehearsal, type RunState } from '@tutti/protocol';
import { Download, FileText } from 'lucide-react';
import { useState } from 'react';
import { artefactsQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RehearsalMark } from '../../../domain/rehearsal-mark.tsx';
import { runText } from '../../../strings/run.ts';
import { sharedText } from '../../../strings/shared.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Select } from '../../../ui/select.tsx';
import { FilesPanel } from '../files/files-panel.tsx';
import { ArtefactPreview } from './artefact-preview.tsx';
import { ReviewForm } from './review-form.tsx';

/** The documents of a run by name, the newest version of each first. */
export function ArtefactsTab({ state }: { state: RunState }) {
  const { artefacts, run } = state;
  const names = [...new Set(artefacts.map(({ name }) => name))];
  return (
    <div className="flex min-w-0 flex-col gap-4 pt-4">
      <FilesPanel state={state} />
      {names.length === 0 && <EmptyState icon={FileText} title={runText.noArtefacts} body={runText.noArtefactsBody} />}
      {names.map((name) => (
        <Versions key={name} run={run} versions={artefacts.filter((one) => one.name === name).toReversed()} />
      ))}
    </div>
  );
}

function Versions({ run, versions }: { run: RunState['run']; versions: readonly Artefact[] }) {
  const { client } = useServices();
  const reviews = useQuery(artefactsQuery(client, run));
  const [id, setId] = useState<string>();
  const [newest] = versions;
  const chosen = versions.find((one) => one.id === id) ?? newest;
  if (!chosen) return null;
  const review = reviews.data?.items.find(({ artefact }) => artefact === chosen.id)?.review;
  return (
    <Panel
      title={chosen.name}
      meta={
        <span className="flex flex-wrap items-center gap-2 text-xs text-muted">
          {runText.versionOf(chosen.version)}
          <span>{sharedText.bytes(chosen.bytes)}</span>
          {isRehearsal(chosen.labels) && <RehearsalMark />}
        </span>
      }
      actions={
        <>
          {versions.length > 1 && (
            <Select
              label={runText.versions}
              hideLabel
              options={versions.map((one) => ({ value: one.id as string, label: runText.versionOf(one.version) }))}
              value={chosen.id}
              onChange={setId}
            />
          )}
          <a
            href={`/api/v1/runs/${run}/artefacts/${chosen.id}/content`}
            download={chosen.name}
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-muted hover:bg-hover hover:text-text pointer-coarse:h-9"
          >
            <Download size={15} aria-hidden />
            {runText.download}
          </a>
        </>
      }
      flush
    >
      <ArtefactPreview key={chosen.id} run={run} artefact={chosen} />
      <ReviewForm key={`${chosen.id} review`} run={run} artefact={chosen.id} review={review} />
    </Panel>
  );
}

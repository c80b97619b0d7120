import { useQuery } from '@tanstack/react-query';
import { isFinished, type RunState } from '@tutti/protocol';
import type { WorkspaceView } from '@tutti/protocol/api';
import { Check, Download, X } from 'lucide-react';
import { useState } from 'react';
import { diffQuery, workspaceQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { toRefusal } from '../../../client/to-refusal.ts';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { useMayUse } from '../../../domain/use-may-use.ts';
import { filesText } from '../../../strings/files.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Select } from '../../../ui/select.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { DecisionList } from './decision-list.tsx';
import { FileItem } from './file-item.tsx';
import { type DecideWish, useDecide } from './use-decide.ts';

const SHORT = 10;

/** Nothing where the run has no files. */
export function FilesPanel({ state: { run, status } }: { state: RunState }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(workspaceQuery(client, run, isFinished(status)));
  if (error && !data) {
    if (toRefusal(error).code === 'workspace_not_found') return null;
    return <RefusalState error={error} onRetry={() => refetch()} />;
  }
  if (!data || (data.files.length === 0 && data.decisions.length === 0)) return null;
  return <Files view={data} />;
}

function Files({ view }: { view: WorkspaceView }) {
  const { run, repository, branch, files, versions, decisions, discarded } = view;
  const [since, setSince] = useState('');
  const [onto, setOnto] = useState(view.baseBranch ?? '');
  const mayUse = useMayUse();
  const { accept, reject, undo, refused } = useDecide(run);
  const isOpen = files.some(({ status }) => status === 'open');
  const target = repository !== undefined && onto.trim() !== '' ? { onto: onto.trim() } : {};
  return (
    <Panel
      title={filesText.title}
      meta={
        <span className="min-w-0 text-xs text-muted [overflow-wrap:anywhere]">
          {filesText.where(repository, branch)}
        </span>
      }
      actions={discarded ? undefined : <DownloadAll run={run} />}
      flush
    >
      {discarded && <Banner tone="info">{filesText.discarded}</Banner>}
      {refused && <Banner tone="danger">{`${refused.detail} ${refused.remedy ?? ''}`}</Banner>}
      {!discarded && (
        <div className="flex flex-wrap items-end gap-3 border-b border-line p-4">
          {versions.length > 1 && (
            <Select label={filesText.since} options={toOptions(view)} value={since} onChange={setSince} />
          )}
          {mayUse && repository !== undefined && (
            <div className="min-w-0 flex-1 basis-48 sm:max-w-xs">
              <TextField label={filesText.onto} hint={filesText.ontoHint} value={onto} onChange={setOnto} />
            </div>
          )}
          {mayUse && isOpen && (
            <div className="flex gap-2">
              <Button icon={Check} variant="primary" onClick={() => accept(target)}>
                {filesText.acceptAll}
              </Button>
              <Button icon={X} onClick={() => reject({})}>
                {filesText.rejectAll}
              </Button>
            </div>
          )}
        </div>
      )}
      {!discarded && (
        <FileList view={view} since={since} onAccept={(wish) => accept({ ...wish, ...target })} onReject={reject} />
      )}
      {decisions.length > 0 && <DecisionList decisions={decisions} onUndo={discarded ? undefined : undo} />}
    </Panel>
  );
}

interface ListProps {
  readonly view: WorkspaceView;
  readonly since: string;
  readonly onAccept: (wish: DecideWish) => Promise<boolean>;
  readonly onReject: (wish: DecideWish) => Promise<boolean>;
}

function FileList({ view: { run, files, versions }, since, onAccept, onReject }: ListProps) {
  const { client } = useServices();
  const last = versions[0]?.version;
  const { data, error, refetch } = useQuery(diffQuery(client, run, { from: since, to: last ?? '' }));
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return (
    <>
      <ul className="min-w-0">
        {data.items.map((diff) => {
          const file = files.find(({ path }) => path === diff.path);
          return (
            <li key={diff.path} className="min-w-0 border-b border-line last:border-b-0">
              <FileItem
                run={run}
                diff={diff}
                file={file}
                version={last}
                since={since}
                onAccept={onAccept}
                onReject={onReject}
              />
            </li>
          );
        })}
      </ul>
      {data.more && <p className="p-4 text-xs text-muted">{filesText.more}</p>}
    </>
  );
}

function DownloadAll({ run }: { run: RunState['run'] }) {
  return (
    <a
      href={`/api/v1/runs/${run}/workspace/archive`}
      download={`${run}.tar`}
      className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-muted hover:bg-hover hover:text-text pointer-coarse:h-9"
    >
      <Download size={15} aria-hidden />
      {filesText.downloadAll}
    </a>
  );
}

function toOptions({ versions }: WorkspaceView) {
  const earlier = versions.slice(1).map(({ version, agent }) => ({
    value: version,
    label: filesText.version(agent ?? filesText.somebody, version.slice(0, SHORT)),
  }));
  return [{ value: '', label: filesText.beginning }, ...earlier];
}

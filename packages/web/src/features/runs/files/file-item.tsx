import type { RunId } from '@tutti/protocol';
import type { FileDiffView, FileView } from '@tutti/protocol/api';
import { Check, Download, X } from 'lucide-react';
import { useMayUse } from '../../../domain/use-may-use.ts';
import { filesText } from '../../../strings/files.ts';
import { sharedText } from '../../../strings/shared.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { DiffLines } from './diff-lines.tsx';
import { FilePreview, isPreviewed } from './file-preview.tsx';

interface Props {
  readonly run: RunId;
  readonly diff: FileDiffView;
  /** Absent: it does not differ from where the work began, so there is nothing to be decided. */
  readonly file: FileView | undefined;
  readonly version: string | undefined;
  readonly onAccept: (path: string) => Promise<void>;
  readonly onReject: (path: string) => Promise<void>;
}

const TONE = { open: 'attention', accepted: 'success', rejected: 'danger' } as const;

export function FileItem({ run, diff, file, version, onAccept, onReject }: Props) {
  const { path, change, added, deleted, bytes } = diff;
  const mayUse = useMayUse();
  return (
    <article aria-label={path} className="flex min-w-0 flex-col gap-2 p-4">
      <header className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-mono text-xs font-semibold [overflow-wrap:anywhere]">{path}</span>
        {file && <Badge tone={TONE[file.status]}>{filesText.status[file.status]}</Badge>}
        <span className="text-xs text-muted">
          {filesText.change[change]}, {sharedText.bytes(bytes)}
        </span>
        {mayUse && file && (
          <span className="ml-auto flex gap-2">
            {file.status !== 'accepted' && (
              <Button size="sm" icon={Check} aria-label={filesText.acceptFile(path)} onClick={() => onAccept(path)}>
                {filesText.accept}
              </Button>
            )}
            {file.status === 'open' && (
              <Button size="sm" icon={X} aria-label={filesText.rejectFile(path)} onClick={() => onReject(path)}>
                {filesText.reject}
              </Button>
            )}
          </span>
        )}
      </header>
      <Disclosure defaultOpen summary={<span className="text-xs">{filesText.linesOf(added, deleted)}</span>}>
        {diff.shown === 'binary' && change !== 'deleted' ? (
          <Unreadable run={run} path={path} version={version} />
        ) : (
          <DiffLines diff={diff} />
        )}
        {filesText.shown[diff.shown] !== undefined && (
          <p className="text-xs text-muted">{filesText.shown[diff.shown]}</p>
        )}
      </Disclosure>
      {change !== 'deleted' && version !== undefined && isPreviewed(path) && (
        <FilePreview run={run} path={path} version={version} />
      )}
    </article>
  );
}

const IMAGE = /\.(?:png|jpe?g|gif|webp)$/iu;

/** An image is shown, everything else can be downloaded. */
function Unreadable({ run, path, version }: { run: RunId; path: string; version: string | undefined }) {
  const query = new URLSearchParams({ path, ...(version !== undefined && { version }) });
  const url = `/api/v1/runs/${run}/workspace/content?${query.toString()}`;
  return (
    <div className="flex min-w-0 flex-col items-start gap-2 pb-2">
      {IMAGE.test(path) && <img src={url} alt={path} className="max-h-96 max-w-full rounded-md border border-line" />}
      <a href={url} download={path.split('/').at(-1)} className="inline-flex items-center gap-1.5 text-xs text-link">
        <Download size={15} aria-hidden />
        {filesText.download}
      </a>
    </div>
  );
}

import type { RunId } from '@tutti/protocol';
import type { FileDiffView, FileView } from '@tutti/protocol/api';
import { Check, Download, X } from 'lucide-react';
import { useMayUse } from '../../../domain/use-may-use.ts';
import { filesText } from '../../../strings/files.ts';
import { sharedText } from '../../../strings/shared.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { FileChanges } from './file-changes.tsx';
import { FilePreview } from './file-preview.tsx';
import { toContentUrl } from './to-content-url.ts';
import type { ChosenPart, DecideWish } from './use-decide.ts';

interface Props {
  readonly run: RunId;
  readonly diff: FileDiffView;
  /** Absent: it does not differ from where the work began, so there is nothing to be decided. */
  readonly file: FileView | undefined;
  readonly version: string | undefined;
  /** The version that it is compared with; empty: the beginning. */
  readonly since: string;
  readonly onAccept: (wish: DecideWish) => Promise<boolean>;
  readonly onReject: (wish: DecideWish) => Promise<boolean>;
}

const TONE = { open: 'attention', accepted: 'success', rejected: 'danger', partly: 'success' } as const;

export function FileItem({ run, diff, file, version, since, onAccept, onReject }: Props) {
  const { path, change, added, deleted, bytes } = diff;
  const mayUse = useMayUse();
  const decide = (verdict: 'accept' | 'reject', part: ChosenPart) =>
    (verdict === 'accept' ? onAccept : onReject)({ parts: [part] });
  return (
    <article aria-label={path} className="flex min-w-0 flex-col gap-2 p-4">
      <header className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-mono text-xs font-semibold [overflow-wrap:anywhere]">{path}</span>
        {file && <Badge tone={TONE[file.status]}>{filesText.status[file.status]}</Badge>}
        {file?.parts && <span className="text-xs text-muted">{filesText.partsOf(file.parts)}</span>}
        <span className="text-xs text-muted">
          {filesText.change[change]}, {sharedText.bytes(bytes)}
        </span>
        {mayUse && file && (
          <span className="ml-auto flex gap-2">
            {file.status !== 'accepted' && (
              <Button
                size="sm"
                icon={Check}
                aria-label={filesText.acceptFile(path)}
                onClick={() => onAccept({ files: [path] })}
              >
                {filesText.accept}
              </Button>
            )}
            {file.status === 'open' && (
              <Button
                size="sm"
                icon={X}
                aria-label={filesText.rejectFile(path)}
                onClick={() => onReject({ files: [path] })}
              >
                {filesText.reject}
              </Button>
            )}
          </span>
        )}
      </header>
      <Disclosure defaultOpen summary={<span className="text-xs">{filesText.linesOf(added, deleted)}</span>}>
        {diff.shown === 'binary' && change !== 'deleted' ? (
          <>
            <Unreadable run={run} path={path} version={version} />
            <p className="text-xs text-muted">{filesText.shown[diff.shown]}</p>
          </>
        ) : (
          <FileChanges
            key={diff.diff ?? version}
            run={run}
            diff={diff}
            parts={file?.parts}
            range={{ from: since, to: version ?? '' }}
            // What is decided about is all that was changed, from the beginning on.
            onDecide={mayUse && file && since === '' ? decide : undefined}
          />
        )}
      </Disclosure>
      {change !== 'deleted' && version !== undefined && !IMAGE.test(path) && (
        <FilePreview run={run} path={path} version={version} />
      )}
    </article>
  );
}

const IMAGE = /\.(?:png|jpe?g|gif|webp)$/iu;

/** An image is shown, everything else can be downloaded. */
function Unreadable({ run, path, version }: { run: RunId; path: string; version: string | undefined }) {
  const url = toContentUrl({ run, path, version });
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

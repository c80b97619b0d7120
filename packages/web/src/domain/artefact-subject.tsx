import { useQuery } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { FileText } from 'lucide-react';
import { useState } from 'react';
import { previewQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { approvalsText } from '../strings/approvals.ts';
import { sharedText } from '../strings/shared.ts';
import { Button } from '../ui/button.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { RehearsalMark } from './rehearsal-mark.tsx';
import { ShortHash } from './short-hash.tsx';
import type { ShownArtefact } from './shown-artefact.ts';

/** The document that is to be approved, with the hash of its bytes. */
export function ArtefactSubject({ run, shown }: { run: RunId; shown: ShownArtefact }) {
  const { client } = useServices();
  const { artefact, text, whole, round, rounds } = shown;
  const preview = useQuery(previewQuery(client, run, artefact.id));
  const [all, setAll] = useState(false);
  return (
    <div className="min-w-0 overflow-hidden rounded-md border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-3 py-1.5 text-xs text-muted">
        <span className="inline-flex items-center gap-1.5 font-medium text-text">
          <FileText size={13} aria-hidden />
          {approvalsText.version(artefact.name, artefact.version)}
        </span>
        <span>{sharedText.bytes(artefact.bytes)}</span>
        {round !== undefined && rounds !== undefined && <span>{approvalsText.round(round, rounds)}</span>}
        <ShortHash hash={artefact.blob} />
        {preview.data?.artefact.rehearsed && <RehearsalMark />}
      </div>
      <div
        // Long texts scroll, also by keyboard.
        tabIndex={0}
        role="group"
        aria-label={approvalsText.whatItShows}
        className="max-h-72 overflow-auto p-3 -outline-offset-2"
      >
        <Markdown text={all && preview.data ? preview.data.text : text} />
      </div>
      {!whole && !all && (
        <div className="flex flex-wrap items-center gap-3 border-t border-line px-3 py-1.5 text-xs text-muted">
          {approvalsText.onlyBeginning}
          <Button size="sm" busy={preview.isPending} onClick={() => setAll(true)}>
            {approvalsText.all}
          </Button>
        </div>
      )}
    </div>
  );
}

import type { DocumentView } from '@tutti/protocol/api';
import { Download, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useMayUse } from '../../domain/use-may-use.ts';
import { KNOWLEDGE } from '../../client/knowledge-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { knowledgeText as text } from '../../strings/knowledge.ts';
import { sharedText } from '../../strings/shared.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Cell, Row } from '../../ui/table.tsx';
import type { Tone } from '../../ui/tone.ts';

/** A document, and how far it is read. */
export function DocumentRow({ document: view }: { document: DocumentView }) {
  const { document, name, current, pending } = view;
  const mayUse = useMayUse() === true;
  const { act, busy, refused } = useAct(KNOWLEDGE);
  const [isRemoving, setIsRemoving] = useState(false);
  const { words, tone } = toState(view);
  return (
    <Row>
      <Cell heads>
        <span className="inline-block min-w-24 whitespace-normal [overflow-wrap:anywhere]">{name}</span>
      </Cell>
      <Cell>
        <span className="flex min-w-0 items-center gap-1.5 whitespace-normal" data-state={pending?.status ?? 'ready'}>
          <StatusDot tone={tone} pulse={tone === 'progress'} />
          <span className="[overflow-wrap:anywhere]">{refused ?? words}</span>
        </span>
      </Cell>
      <Cell align="end" from="sm" muted>
        {sharedText.bytes((pending ?? current)?.bytes ?? 0)}
      </Cell>
      <Cell align="end">
        <span className="inline-flex gap-1">
          {pending?.status === 'failed' && mayUse && (
            <IconButton
              label={`${text.again}: ${name}`}
              icon={RotateCw}
              busy={busy}
              onClick={() => void act((client) => client.call('ingestDocument', { document }))}
            />
          )}
          <a
            href={`/api/v1/knowledge/documents/${document}/content`}
            download
            aria-label={`${text.download}: ${name}`}
            className="inline-flex size-7 items-center justify-center rounded-md hover:bg-hover"
          >
            <Download size={16} aria-hidden />
          </a>
          {mayUse && <IconButton label={`${text.remove}: ${name}`} icon={Trash2} onClick={() => setIsRemoving(true)} />}
        </span>
        <ConfirmDialog
          open={isRemoving}
          onClose={() => setIsRemoving(false)}
          title={text.removeTitle(name)}
          body={text.removeBody}
          confirmLabel={text.remove}
          tone="danger"
          onConfirm={async () => {
            await act((client) => client.call('removeDocument', { document }));
            setIsRemoving(false);
          }}
        />
      </Cell>
    </Row>
  );
}

function toState({ current, pending }: DocumentView): { words: string; tone: Tone } {
  if (!pending) return { words: text.ready(current?.version ?? 1, current?.passages ?? 0), tone: 'success' };
  const still = current ? ` ${text.still(current.version)}` : '';
  const { status, received, bytes, progress, problem } = pending;
  if (status === 'failed') return { words: `${text.failed(problem?.message ?? '')}${still}`, tone: 'danger' };
  if (status === 'uploading')
    return { words: `${text.sending(Math.floor((received / bytes) * 100))}${still}`, tone: 'progress' };
  return { words: `${status === 'reading' ? text.reading(progress) : text.queued}${still}`, tone: 'progress' };
}

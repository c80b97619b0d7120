import type { LockState } from '@tutti/protocol';
import type { ServerToolView, ToolServerView } from '@tutti/protocol/api';
import { useState } from 'react';
import { sharedText } from '../../strings/shared.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import type { Tone } from '../../ui/tone.ts';
import { ToolChanges } from './tool-changes.tsx';
import { TryDialog } from './try-dialog.tsx';

const TONE: Record<LockState, Tone> = {
  approved: 'success',
  changed: 'danger',
  new: 'attention',
  gone: 'neutral',
  refused: 'danger',
};

interface Props {
  readonly server: ToolServerView['server'];
  readonly tool: ServerToolView;
  readonly canTry: boolean;
}

/** A tool with its effect and its lock; it opens to what it says of itself, word for word. */
export function ServerTool({ server, tool: view, canTry }: Props) {
  const { tool, lock } = view;
  const [isTrying, setIsTrying] = useState(false);
  return (
    <li data-tool={tool} data-lock={lock} className="flex min-w-0 flex-col gap-1 py-2">
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <code className="min-w-0 font-mono text-xs font-medium break-all">{tool}</code>
        <ToolMarks tool={view} />
        {canTry && (
          <span className="ml-auto">
            <Button size="sm" variant="ghost" onClick={() => setIsTrying(true)}>
              {text.try}
              <span className="sr-only">{tool}</span>
            </Button>
          </span>
        )}
      </div>
      <ToolWords tool={view} />
      {isTrying && <TryDialog server={server} tool={view} onClose={() => setIsTrying(false)} />}
    </li>
  );
}

export function ToolMarks({ tool: { lock, effect, effectIsSet, checked } }: { tool: ServerToolView }) {
  return (
    <>
      {checked ? (
        <Badge tone={TONE[lock]}>{text.lock[lock]}</Badge>
      ) : (
        <span title={text.unchecked} className="inline-flex">
          <Badge>{text.approvedUnchecked}</Badge>
        </span>
      )}
      <span
        title={[sharedText.effect[effect], effectIsSet ? text.effectIsSet : ''].join(' ').trim()}
        className="inline-flex"
      >
        <Badge tone={effect === 'irreversible' ? 'attention' : 'neutral'}>{text.effect[effect]}</Badge>
      </span>
    </>
  );
}

/** What models would read of it. */
export function ToolWords({ tool: { description, input, refusal, changes } }: { tool: ServerToolView }) {
  return (
    <>
      {refusal !== undefined && <p className="text-xs text-danger [overflow-wrap:anywhere]">{refusal}</p>}
      {description !== '' && (
        <p className="text-xs whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">{description}</p>
      )}
      <ToolChanges changes={changes} />
      <Disclosure summary={text.schema}>
        <CodeBlock text={JSON.stringify(input, undefined, 2)} label={text.schema} />
      </Disclosure>
    </>
  );
}

import type { DecisionView } from '@tutti/protocol/api';
import { Undo2 } from 'lucide-react';
import { useMayUse } from '../../../domain/use-may-use.ts';
import { filesText } from '../../../strings/files.ts';
import { Button } from '../../../ui/button.tsx';
import { Time } from '../../../ui/time.tsx';
import { DecisionState } from './decision-state.tsx';

interface Props {
  readonly decisions: readonly DecisionView[];
  /** Absent: nothing can be taken back any more. */
  readonly onUndo: ((decision: string) => Promise<unknown>) | undefined;
}

/** The newest first. */
export function DecisionList({ decisions, onUndo }: Props) {
  return (
    <section className="border-t border-line bg-canvas p-4">
      <h3 className="pb-2 text-sm font-semibold">{filesText.decisions}</h3>
      <ul className="flex flex-col gap-2">
        {decisions.toReversed().map((decision) => (
          <li key={decision.decision} className="flex flex-wrap items-center gap-2">
            <Decision decision={decision} onUndo={onUndo} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Decision({ decision, onUndo }: { decision: DecisionView; onUndo: Props['onUndo'] }) {
  const { verdict, state, branch, folder, commit, comment, at } = decision;
  const target = branch ?? folder;
  const mayUse = useMayUse();
  return (
    <>
      <span className="min-w-0 [overflow-wrap:anywhere]">{filesText.decided(verdict, decision)}</span>
      {target !== undefined && (
        <span className="text-xs text-muted [overflow-wrap:anywhere]">{filesText.target(target, commit)}</span>
      )}
      {comment !== undefined && <span className="min-w-0 [overflow-wrap:anywhere]">{comment}</span>}
      <span className="text-xs text-muted">
        <Time at={at} relative />
      </span>
      <DecisionState decision={decision} />
      {mayUse && state === 'done' && onUndo && (
        <span className="ml-auto">
          <Button size="sm" icon={Undo2} onClick={() => onUndo(decision.decision)}>
            {filesText.undo}
          </Button>
        </span>
      )}
    </>
  );
}

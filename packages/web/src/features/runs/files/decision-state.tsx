import type { DecisionView } from '@tutti/protocol/api';
import { filesText } from '../../../strings/files.ts';
import { Badge } from '../../../ui/badge.tsx';

/** Nothing is said of one that holds. */
export function DecisionState({ decision: { state, undone } }: { decision: Pick<DecisionView, 'state' | 'undone'> }) {
  if (state === 'done') return null;
  return (
    <>
      <Badge tone={state === 'undone' ? 'neutral' : 'attention'}>{filesText.state[state]}</Badge>
      {state === 'undone' && undone?.commit !== undefined && (
        <span className="text-xs text-muted">{filesText.takenBack(undone.commit)}</span>
      )}
    </>
  );
}

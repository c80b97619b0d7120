import { useQuery } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import type { FileDiffView, FilePartsView } from '@tutti/protocol/api';
import { Check, X } from 'lucide-react';
import { useCallback, useState } from 'react';
import { fileDiffQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { filesText } from '../../../strings/files.ts';
import { Button } from '../../../ui/button.tsx';
import { FileDiff } from './file-diff.tsx';
import type { ChosenPart } from './use-decide.ts';

interface Props {
  readonly run: RunId;
  readonly diff: FileDiffView;
  readonly parts: FilePartsView | undefined;
  /** Between which versions it is the diff. */
  readonly range: { readonly from: string; readonly to: string };
  /** Absent: nothing can be decided here. */
  readonly onDecide: ((verdict: 'accept' | 'reject', part: ChosenPart) => Promise<boolean>) | undefined;
}

/** The lines of one file, of which a person may choose single hunks. Another diff begins with no choice. */
export function FileChanges({ run, diff: shown, parts, range, onDecide }: Props) {
  const { client } = useServices();
  const [isWhole, setWhole] = useState(false);
  const whole = useQuery({ ...fileDiffQuery(client, run, { ...range, path: shown.path }), enabled: isWhole });
  const diff = whole.data?.items[0] ?? shown;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const toggle = useCallback((hunk: number) => setChosen((before) => toToggled(before, hunk)), []);
  const hash = diff.diff;
  const current = parts?.diff === hash ? parts : undefined;
  const isChosenFrom = onDecide && hash !== undefined && diff.hunks.length > 1;
  const hunks = [...chosen].filter((hunk) => !current?.accepted.includes(hunk)).toSorted((one, other) => one - other);
  const decide = async (verdict: 'accept' | 'reject') => {
    const isDone = await onDecide?.(verdict, { path: diff.path, diff: hash ?? '', hunks });
    // What was marked meanwhile stays marked; after a refusal all of it.
    if (isDone) setChosen((before) => new Set([...before].filter((hunk) => !hunks.includes(hunk))));
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <FileDiff diff={diff} choice={isChosenFrom ? { chosen, parts: current, onToggle: toggle } : undefined} />
      {isChosenFrom && hunks.length > 0 && (
        <div className="sticky bottom-0 flex flex-wrap items-center gap-2 border-t border-line bg-surface py-2">
          <span role="status">{filesText.chosen(hunks.length)}</span>
          <Button size="sm" icon={Check} variant="primary" onClick={() => decide('accept')}>
            {filesText.acceptChosen}
          </Button>
          <Button size="sm" icon={X} onClick={() => decide('reject')}>
            {filesText.rejectChosen}
          </Button>
          <Button size="sm" onClick={() => setChosen(new Set())}>
            {filesText.chooseNone}
          </Button>
        </div>
      )}
      {diff.shown === 'cut' && !isWhole && (
        <div>
          <Button size="sm" onClick={() => setWhole(true)}>
            {filesText.showAll}
          </Button>
        </div>
      )}
      {filesText.shown[diff.shown] !== undefined && <p className="text-xs text-muted">{filesText.shown[diff.shown]}</p>}
    </div>
  );
}

function toToggled(before: ReadonlySet<number>, hunk: number): ReadonlySet<number> {
  const after = new Set(before);
  if (!after.delete(hunk)) after.add(hunk);
  return after;
}

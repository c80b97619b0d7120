import type { FileDiffView, FilePartsView, HunkView } from '@tutti/protocol/api';
import { memo } from 'react';
import { filesText } from '../../../strings/files.ts';
import { Badge } from '../../../ui/badge.tsx';
import { TextDiff } from '../../../ui/text-diff.tsx';

/** Which hunks a person has marked, and what was decided about them before. */
export interface HunkChoice {
  readonly chosen: ReadonlySet<number>;
  readonly parts: FilePartsView | undefined;
  readonly onToggle: (hunk: number) => void;
}

interface Props {
  readonly diff: FileDiffView;
  /** Absent: the file is decided about as a whole. */
  readonly choice?: HunkChoice | undefined;
}

export function FileDiff({ diff: { path, hunks }, choice }: Props) {
  if (hunks.length === 0) return null;
  return (
    <TextDiff
      label={filesText.diffOf(path)}
      hunks={hunks}
      marksEnd
      renderHead={({ hunk }, place) => (
        <HunkHead
          hunk={hunk}
          place={place}
          path={path}
          isChosen={hunk !== undefined && choice?.chosen.has(hunk) === true}
          verdict={toVerdict(hunk, choice?.parts)}
          onToggle={choice?.onToggle}
        />
      )}
    />
  );
}

type Verdict = 'accepted' | 'rejected' | undefined;

function toVerdict(hunk: HunkView['hunk'], parts: FilePartsView | undefined): Verdict {
  if (hunk === undefined) return undefined;
  if (parts?.accepted.includes(hunk)) return 'accepted';
  return parts?.rejected.includes(hunk) ? 'rejected' : undefined;
}

interface HeadProps {
  readonly hunk: HunkView['hunk'];
  readonly place: string;
  readonly path: string;
  readonly isChosen: boolean;
  readonly verdict: Verdict;
  readonly onToggle: HunkChoice['onToggle'] | undefined;
}

/** Of a thousand of them only the one that was marked is drawn anew. */
const HunkHead = memo(function HunkHead({ hunk, place, path, isChosen, verdict, onToggle }: HeadProps) {
  return (
    <div className="sticky left-0 inline-flex items-center gap-2 px-3">
      {onToggle && hunk !== undefined ? (
        <label className="inline-flex cursor-pointer items-center gap-2 py-0.5 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={isChosen}
            disabled={verdict === 'accepted'}
            aria-label={filesText.hunkOf(hunk, path)}
            onChange={() => onToggle(hunk)}
            className="size-4 shrink-0 cursor-pointer accent-accent"
          />
          {place}
        </label>
      ) : (
        place
      )}
      {verdict && <Badge tone={verdict === 'accepted' ? 'success' : 'danger'}>{filesText.status[verdict]}</Badge>}
    </div>
  );
});

import type { FileDiffView, FilePartsView, HunkView } from '@tutti/protocol/api';
import { memo } from 'react';
import { filesText } from '../../../strings/files.ts';
import { Badge } from '../../../ui/badge.tsx';
import { joinClasses } from '../../../ui/join-classes.ts';

const SIGN = { same: ' ', added: '+', deleted: '-' } as const;
const TINT = { same: '', added: 'bg-success-tint', deleted: 'bg-danger-tint' } as const;

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

/** Text and nothing else: what an agent has written is never taken for markup. */
export function DiffLines({ diff: { path, hunks }, choice }: Props) {
  if (hunks.length === 0) return null;
  return (
    <div
      // What scrolls is reached by keyboard too.
      tabIndex={0}
      role="group"
      aria-label={filesText.diffOf(path)}
      className="max-h-[70vh] overflow-auto rounded-md border border-line bg-sunken font-mono text-xs leading-4.5 -outline-offset-2"
    >
      <div className="w-max min-w-full">
        {hunks.map((hunk) => (
          <Hunk
            key={`${hunk.oldStart} ${hunk.newStart}`}
            hunk={hunk}
            path={path}
            isChosen={hunk.hunk !== undefined && choice?.chosen.has(hunk.hunk) === true}
            verdict={toVerdict(hunk, choice?.parts)}
            onToggle={choice?.onToggle}
          />
        ))}
      </div>
    </div>
  );
}

type Verdict = 'accepted' | 'rejected' | undefined;

function toVerdict({ hunk }: HunkView, parts: FilePartsView | undefined): Verdict {
  if (hunk === undefined) return undefined;
  if (parts?.accepted.includes(hunk)) return 'accepted';
  return parts?.rejected.includes(hunk) ? 'rejected' : undefined;
}

interface HunkProps {
  readonly hunk: HunkView;
  readonly path: string;
  readonly isChosen: boolean;
  readonly verdict: Verdict;
  readonly onToggle: HunkChoice['onToggle'] | undefined;
}

/** Of a thousand of them only the one that was marked is drawn anew. */
const Hunk = memo(function Hunk({ hunk, path, isChosen, verdict, onToggle }: HunkProps) {
  const { oldStart, newStart, lines, hunk: number } = hunk;
  const place = `@@ -${oldStart} +${newStart} @@`;
  return (
    <>
      <div className="bg-neutral-tint text-muted">
        <div className="sticky left-0 inline-flex items-center gap-2 px-3">
          {onToggle && number !== undefined ? (
            <label className="inline-flex cursor-pointer items-center gap-2 py-0.5 pointer-coarse:min-h-11">
              <input
                type="checkbox"
                checked={isChosen}
                disabled={verdict === 'accepted'}
                aria-label={filesText.hunkOf(number, path)}
                onChange={() => onToggle(number)}
                className="size-4 shrink-0 cursor-pointer accent-accent"
              />
              {place}
            </label>
          ) : (
            place
          )}
          {verdict && <Badge tone={verdict === 'accepted' ? 'success' : 'danger'}>{filesText.status[verdict]}</Badge>}
        </div>
      </div>
      {lines.map(({ kind, text }, at) => (
        // Lines have no name but their place, and never move.
        <div key={`${at} ${kind}`} className={joinClasses('px-3 whitespace-pre', TINT[kind])}>
          <span aria-hidden className="pr-2 text-muted select-none">
            {SIGN[kind]}
          </span>
          {filesText.lines[kind] !== '' && <span className="sr-only">{`${filesText.lines[kind]}: `}</span>}
          {text.replace(/\r?\n$/u, '')}
          {!text.endsWith('\n') && <span className="pl-2 text-faint">{filesText.noNewline}</span>}
        </div>
      ))}
    </>
  );
});

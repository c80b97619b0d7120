import type { FileDiffView, HunkView } from '@tutti/protocol/api';
import { filesText } from '../../../strings/files.ts';
import { joinClasses } from '../../../ui/join-classes.ts';

const SIGN = { same: ' ', added: '+', deleted: '-' } as const;
const TINT = { same: '', added: 'bg-success-tint', deleted: 'bg-danger-tint' } as const;

/** Text and nothing else: what an agent has written is never taken for markup. */
export function DiffLines({ diff: { path, hunks } }: { diff: FileDiffView }) {
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
          <Hunk key={`${hunk.oldStart} ${hunk.newStart}`} hunk={hunk} />
        ))}
      </div>
    </div>
  );
}

function Hunk({ hunk: { oldStart, newStart, lines } }: { hunk: HunkView }) {
  return (
    <>
      <div className="bg-neutral-tint px-3 text-muted">{`@@ -${oldStart} +${newStart} @@`}</div>
      {lines.map(({ kind, text }, place) => (
        // Lines have no name but their place, and never move.
        <div key={`${place} ${kind}`} className={joinClasses('px-3 whitespace-pre', TINT[kind])}>
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
}

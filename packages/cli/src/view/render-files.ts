/** The files of a run for a terminal. What files are called and hold was made by agents, so nothing of it reaches the terminal as it is. */
import type { DecisionView, FileDiffView, FileView, HunkView, WorkspaceView } from '@tutti/protocol/api';
import { toPlainLine } from './plain-text.ts';
import type { Style } from './style.ts';

const SHORT = 10;
const MARKS: Record<FileView['change'], string> = { added: 'A', changed: 'M', deleted: 'D' };

export function renderWorkspace(view: WorkspaceView, style: Style): readonly string[] {
  const { repository, branch, baseBranch, discarded, files, versions, decisions } = view;
  const where = repository === undefined ? 'a folder of its own' : `${toPlainLine(repository)}, branch ${branch ?? ''}`;
  const from = baseBranch === undefined ? '' : `, from ${toPlainLine(baseBranch)}`;
  const shown = discarded
    ? ['The files were given up.']
    : [...renderList(files, style), ...renderVersions(view, style)];
  return [
    `${style.bold('Works on')} ${where}${from}`,
    ...shown,
    ...(decisions.length > 0
      ? ['', style.bold('Decisions'), ...decisions.map((each) => renderDecision(each, style))]
      : []),
    ...(versions.length === 0 && !discarded ? ['No agent has written a file yet.'] : []),
  ];
}

function renderList(files: readonly FileView[], style: Style): readonly string[] {
  if (files.length === 0) return [];
  const paint = { open: style.yellow, accepted: style.green, rejected: style.red, partly: style.green };
  const lines = files.map(({ path, change, status, parts }) => {
    const some = parts && parts.accepted.length < parts.of && parts.rejected.length < parts.of;
    const count = some ? style.dim(` ${parts.accepted.length} of ${parts.of} changes accepted`) : '';
    return `  ${MARKS[change]} ${paint[status](status.padEnd(8))} ${toPlainLine(path)}${count}`;
  });
  return ['', style.bold('Files'), ...lines];
}

function renderVersions({ versions }: WorkspaceView, style: Style): readonly string[] {
  if (versions.length === 0) return [];
  const lines = versions.map(({ version, agent = 'somebody', at = '', path = '' }) => {
    return `  ${style.cyan(version.slice(0, SHORT))} ${agent} ${style.dim(`${at} ${toPlainLine(path)}`)}`;
  });
  return ['', style.bold('Versions'), ...lines];
}

const STATES: Record<DecisionView['state'], string> = {
  begun: ' (not finished: the next decision finds out what became of it)',
  done: '',
  undoing: ' (taking it back is not finished)',
  undone: ' (undone)',
};

function renderDecision(
  { decision, verdict, state, files, branch, folder, comment }: DecisionView,
  style: Style,
): string {
  const target = branch ?? folder;
  const where = target === undefined ? '' : ` to ${toPlainLine(target)}`;
  const said = comment === undefined ? '' : `: ${toPlainLine(comment)}`;
  return `  ${style.cyan(decision)} ${verdict} ${files.length === 1 ? toPlainLine(files[0] ?? '') : `${files.length} files`}${where}${said}${STATES[state]}`;
}

const WHY: Record<FileDiffView['shown'], string | undefined> = {
  whole: undefined,
  binary: 'It is no text.',
  too_large: 'It is too large to be compared.',
  cut: 'Not all of it is shown.',
};

/** As `git diff` writes it, so that other programs read it; behind the place of each hunk stands the name to choose it by. */
export function renderDiff(diff: FileDiffView, style: Style): readonly string[] {
  const { path, change, hunks, shown, kind } = diff;
  const name = toPlainLine(path);
  const why = WHY[shown];
  return [
    style.bold(`--- ${change === 'added' ? '/dev/null' : `a/${name}`}`),
    style.bold(`+++ ${change === 'deleted' ? '/dev/null' : `b/${name}`}`),
    ...(kind ? [style.dim(`It was a ${kind.before} and is a ${kind.after}.`)] : []),
    ...hunks.flatMap((hunk) => renderHunk(hunk, { diff: diff.diff, style })),
    ...(why === undefined ? [] : [style.dim(why)]),
  ];
}

const NAMED_BY = 8;

/** Whoever types it means this change of this very diff. */
function toHunkName(diff: string, hunk: number): string {
  return `${diff.slice(0, NAMED_BY)}.${hunk}`;
}

const SIGNS = { same: ' ', added: '+', deleted: '-' } as const;

function renderHunk(
  { oldStart, newStart, hunk, lines }: HunkView,
  { diff, style }: { diff: string | undefined; style: Style },
): readonly string[] {
  const count = (kind: 'added' | 'deleted') =>
    lines.filter((line) => line.kind === 'same' || line.kind === kind).length;
  const [old, now] = [count('deleted'), count('added')];
  const head = `@@ -${old === 0 ? oldStart - 1 : oldStart},${old} +${now === 0 ? newStart - 1 : newStart},${now} @@`;
  const name = diff === undefined || hunk === undefined ? '' : ` ${toHunkName(diff, hunk)}`;
  const paint = { same: (text: string) => text, added: style.green, deleted: style.red };
  const body = lines.flatMap(({ kind, text }) => {
    const line = paint[kind](`${SIGNS[kind]}${toPlainLine(text.replace(/\r?\n$/u, ''))}`);
    return text.endsWith('\n') ? [line] : [line, '\\ No newline at end of file'];
  });
  return [style.cyan(`${head}${name}`), ...body];
}

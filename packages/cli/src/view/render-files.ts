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
  const paint = { open: style.yellow, accepted: style.green, rejected: style.red };
  const lines = files.map(
    ({ path, change, status }) => `  ${MARKS[change]} ${paint[status](status.padEnd(8))} ${toPlainLine(path)}`,
  );
  return ['', style.bold('Files'), ...lines];
}

function renderVersions({ versions }: WorkspaceView, style: Style): readonly string[] {
  if (versions.length === 0) return [];
  const lines = versions.map(({ version, agent = 'somebody', at = '', path = '' }) => {
    return `  ${style.cyan(version.slice(0, SHORT))} ${agent} ${style.dim(`${at} ${toPlainLine(path)}`)}`;
  });
  return ['', style.bold('Versions'), ...lines];
}

function renderDecision(
  { decision, verdict, files, branch, folder, undone, comment }: DecisionView,
  style: Style,
): string {
  const target = branch ?? folder;
  const where = target === undefined ? '' : ` to ${toPlainLine(target)}`;
  const said = comment === undefined ? '' : `: ${toPlainLine(comment)}`;
  return `  ${style.cyan(decision)} ${verdict} ${files.length === 1 ? toPlainLine(files[0] ?? '') : `${files.length} files`}${where}${said}${undone ? ' (undone)' : ''}`;
}

const WHY: Record<FileDiffView['shown'], string | undefined> = {
  whole: undefined,
  binary: 'It is no text.',
  too_large: 'It is too large to be compared.',
  cut: 'Not all of it is shown.',
};

/** As `git diff` writes it, so that other programs read it. */
export function renderDiff(diff: FileDiffView, style: Style): readonly string[] {
  const { path, change, hunks, shown, kind } = diff;
  const name = toPlainLine(path);
  const why = WHY[shown];
  return [
    style.bold(`--- ${change === 'added' ? '/dev/null' : `a/${name}`}`),
    style.bold(`+++ ${change === 'deleted' ? '/dev/null' : `b/${name}`}`),
    ...(kind ? [style.dim(`It was a ${kind.before} and is a ${kind.after}.`)] : []),
    ...hunks.flatMap((hunk) => renderHunk(hunk, style)),
    ...(why === undefined ? [] : [style.dim(why)]),
  ];
}

const SIGNS = { same: ' ', added: '+', deleted: '-' } as const;

function renderHunk({ oldStart, newStart, lines }: HunkView, style: Style): readonly string[] {
  const count = (kind: 'added' | 'deleted') =>
    lines.filter((line) => line.kind === 'same' || line.kind === kind).length;
  const [old, now] = [count('deleted'), count('added')];
  const head = `@@ -${old === 0 ? oldStart - 1 : oldStart},${old} +${now === 0 ? newStart - 1 : newStart},${now} @@`;
  const paint = { same: (text: string) => text, added: style.green, deleted: style.red };
  const body = lines.flatMap(({ kind, text }) => {
    const line = paint[kind](`${SIGNS[kind]}${toPlainLine(text.replace(/\r?\n$/u, ''))}`);
    return text.endsWith('\n') ? [line] : [line, '\\ No newline at end of file'];
  });
  return [style.cyan(head), ...body];
}

/** The tree as lines of text, one for each agent, branch and step. */
import { isRehearsal, splitHandoff } from '@tutti/protocol';
import { fitTail, fitText, widthOf } from './fit-text.ts';
import { formatDuration } from './format-duration.ts';
import { formatCost, formatTokens } from './format-usage.ts';
import { describeCall, describeRefusal } from './describe-call.ts';
import { toPlainLine } from './plain-text.ts';
import { markOf, type RunTimeline } from '@tutti/protocol';
import type { Style } from './style.ts';
import type { Mark, TimelineNode } from '@tutti/protocol';

export interface TreeLook {
  readonly style: Style;
  readonly columns: number;
  /** For how long something that is under way has been so. */
  readonly now: number;
  /** Stands before words whose own labels are not recorded yet. */
  readonly wordsLabel: string;
  /** Also the paths, effects and labels. */
  readonly detailed: boolean;
}

const GLYPHS: Record<Mark, string> = {
  pending: '○',
  running: '◐',
  waiting: '◌',
  doubt: '?',
  done: '●',
  failed: '✗',
  stopped: '■',
};
const LEAST_WORDS = 12;

export function renderTree(tree: RunTimeline, look: TreeLook): string[] {
  const lines = renderChildren(tree.root, '  ', look);
  const pending = findPending(tree).map((agent) => `  ${glyphOf('pending', look.style)} ${look.style.dim(agent)}`);
  return [...lines, ...pending];
}

/** Agents of the task that have not begun. */
function findPending({ root, agents, pattern }: RunTimeline): readonly string[] {
  if (pattern === 'sequential') {
    const turns = [...root.children.values()].filter(({ name }) => name === 'turn').length;
    return agents.slice(turns);
  }
  const begun = new Set(listBegun(root));
  return agents.filter((agent) => !begun.has(agent));
}

/** However deep in rounds and branches they work. */
function listBegun({ children }: TimelineNode): readonly string[] {
  return [...children.values()].flatMap((node) => [node.name, node.agent ?? node.name, ...listBegun(node)]);
}

function renderChildren(node: TimelineNode, indent: string, look: TreeLook): string[] {
  return [...node.children.values()].flatMap((child) => renderNode(child, indent, look));
}

function renderNode(node: TimelineNode, indent: string, look: TreeLook): string[] {
  // What a pattern writes down for others to read says nothing that the steps do not say.
  if (node.kind === 'record' && !look.detailed) return [];
  // A join and the only turn of a branch are there for the path; their own line would tell nothing.
  if (node.kind === 'join') return renderChildren(node, indent, look);
  const inner = node.kind === 'branch' ? onlyTurnOf(node) : node;
  return [
    renderLine(node, indent, look),
    ...renderCalls(node, indent, look),
    ...renderChildren(inner, `${indent}  `, look),
  ];
}

/** Which models were asked, and what a budget said, where somebody wants to know all of it. */
function renderCalls({ calls, refused }: TimelineNode, indent: string, { style, detailed }: TreeLook): string[] {
  if (!detailed) return [];
  const lines = [...calls.flatMap(describeCall), ...refused.map(describeRefusal)];
  return lines.map((line) => `${indent}    ${style.dim(toPlainLine(line))}`);
}

function onlyTurnOf(branch: TimelineNode): TimelineNode {
  const [first, ...others] = branch.children.values();
  return first && others.length === 0 && first.name === 'turn' ? first : branch;
}

function renderLine(node: TimelineNode, indent: string, look: TreeLook): string {
  const { style, columns } = look;
  const mark = markOf(node);
  const facts = toFacts(node, mark, look).filter((fact) => fact !== '');
  const title = fitText(toPlainLine(toTitle(node)), Math.max(columns - widthOf(indent) - 4, 8));
  const isPart = node.children.size > 0;
  const head = `${indent}${glyphOf(mark, style)} ${isPart ? style.bold(title) : title}`;
  const tail = facts.length === 0 ? '' : `  ${style.dim(fitText(facts.join('  '), columns - widthOf(head) - 3))}`;
  const line = head + tail;
  return line + renderWords(node, mark, { ...look, columns: columns - widthOf(line) - 2 });
}

function toTitle({ kind, agent, name, what, note, path, children }: TimelineNode): string {
  if (children.size > 0) return agent ?? (kind === 'group' ? path : name);
  if (kind === 'record' || kind === 'artefact' || kind === 'child') return `${kind} ${note ?? ''}`;
  if (kind === 'wait') return `waits for ${note ?? 'a signal'}`;
  if (kind === 'tools') return 'tools on offer';
  return what === undefined ? name : `${kind} ${what}`;
}

function toFacts(node: TimelineNode, mark: Mark, { now, detailed }: TreeLook): string[] {
  const { usage, startedAt, finishedAt, attempt, effect, labels, kind, path, note } = node;
  if (node.children.size > 0) return [];
  const time = toTime(startedAt, finishedAt ?? (mark === 'running' || mark === 'waiting' ? now : undefined));
  const told =
    kind === 'record'
      ? (node.what ?? '')
      : kind === 'artefact' || kind === 'child' || kind === 'wait'
        ? ''
        : (note ?? '');
  return [
    usage ? formatTokens(usage) : '',
    usage && usage.costNanoUsd > 0 ? formatCost(usage) : '',
    time,
    attempt > 1 ? `attempt ${attempt}` : '',
    kind === 'tool' || detailed ? (effect ?? '') : '',
    detailed && labels.length > 0 ? `labels ${labels.map(({ source }) => source).join(', ')}` : '',
    detailed ? path : '',
    toPlainLine(told),
  ];
}

function toTime(from: number | undefined, to: number | undefined): string {
  return from === undefined || to === undefined ? '' : formatDuration(Math.max(to - from, 0));
}

function renderWords(node: TimelineNode, mark: Mark, { style, columns, wordsLabel, detailed }: TreeLook): string {
  // What is for the next agent alone is no part of what it says to everybody.
  const said = splitHandoff(node.words).text;
  if (said.trim() === '' || detailed) return '';
  const label = toLabel(node, wordsLabel);
  const room = columns - label.length - 3;
  if (room < LEAST_WORDS) return '';
  const words = mark === 'running' ? fitTail(lastLineOf(said), room) : fitText(toPlainLine(said), room);
  return `  ${style.yellow(`[${label}]`)} ${style.dim(words)}`;
}

/** Until the outcome is recorded, and where there never is one, the words have no labels of their own: who speaks is known by then. */
function toLabel({ labels, what }: TimelineNode, wordsLabel: string): string {
  if (labels.length > 0) return isRehearsal(labels) ? 'rehearsal' : 'model';
  return what === undefined || what.endsWith('rehearsal') ? wordsLabel : 'model';
}

function lastLineOf(words: string): string {
  return toPlainLine(words.trimEnd().split('\n').at(-1) ?? '');
}

function glyphOf(mark: Mark, style: Style): string {
  const glyph = GLYPHS[mark];
  if (mark === 'done') return style.green(glyph);
  if (mark === 'failed') return style.red(glyph);
  if (mark === 'running') return style.cyan(glyph);
  return mark === 'pending' ? style.dim(glyph) : style.yellow(glyph);
}

/** From the tree of a run to the rows that are drawn: what is closed is left out, and groups are given the sums of their steps. */
import { markOf, type Mark, type TimelineNode } from '@tutti/protocol';

export interface TimelineRow {
  readonly node: TimelineNode;
  /** `words`: what comes in under a step that is running. */
  readonly type: 'node' | 'words';
  readonly key: string;
  readonly depth: number;
  readonly mark: Mark;
  /** Undefined where there is nothing below. */
  readonly expanded: boolean | undefined;
  readonly start: number | undefined;
  /** Undefined while it is open. */
  readonly end: number | undefined;
  readonly tokens: number;
  readonly costNanoUsd: number;
  /** Something of it was not told by the provider. */
  readonly estimated: boolean;
}

interface Sum {
  start: number | undefined;
  end: number | undefined;
  isOpen: boolean;
  tokens: number;
  costNanoUsd: number;
  estimated: boolean;
}

export function flattenTimeline(root: TimelineNode, closed: ReadonlySet<string>): TimelineRow[] {
  const sums = new Map<TimelineNode, Sum>();
  sumUp(root, sums);
  const rows: TimelineRow[] = [];
  const visit = (node: TimelineNode, depth: number): void => {
    const children = childrenOf(node);
    const isParent = children.length > 0;
    const expanded = isParent ? !closed.has(node.path) : undefined;
    const { start, end, isOpen, ...figures } = sums.get(node) ?? NOTHING;
    const shared = { node, mark: markOf(node), start, end: isOpen ? undefined : end, ...figures };
    rows.push({ ...shared, type: 'node', key: node.path, depth, expanded });
    if (node.mark === 'running' && node.words !== '' && !isParent)
      rows.push({ ...shared, type: 'words', key: `${node.path}#words`, depth: depth + 1, expanded: undefined });
    if (expanded) for (const child of children) visit(child, depth + 1);
  };
  for (const child of root.children.values()) visit(child, 0);
  return rows;
}

/** A branch that is nothing but one turn of the agent it is named after says the same twice: the turn is left out. */
function childrenOf({ kind, name, children }: TimelineNode): readonly TimelineNode[] {
  const [only, ...others] = children.values();
  const isSame = kind === 'branch' && only?.name === 'turn' && only.agent === name && others.length === 0;
  return [...(isSame ? only.children : children).values()];
}

/** Every path that has something below it. */
export function listParents(root: TimelineNode): string[] {
  return [...root.children.values()].flatMap((node) =>
    node.children.size > 0 ? [node.path, ...listParents(node)] : [],
  );
}

const NOTHING: Sum = { start: undefined, end: undefined, isOpen: false, tokens: 0, costNanoUsd: 0, estimated: false };

function sumUp(node: TimelineNode, sums: Map<TimelineNode, Sum>): Sum {
  const { startedAt, finishedAt, usage } = node;
  const sum: Sum = {
    start: startedAt,
    end: finishedAt,
    isOpen: startedAt !== undefined && finishedAt === undefined && (node.mark === 'running' || node.mark === 'waiting'),
    tokens: usage ? usage.inputTokens + usage.outputTokens : 0,
    costNanoUsd: usage?.costNanoUsd ?? 0,
    estimated: usage?.estimated ?? false,
  };
  for (const child of node.children.values()) {
    const { start, end, isOpen, tokens, costNanoUsd, estimated } = sumUp(child, sums);
    sum.start = least(sum.start, start);
    sum.end = most(sum.end, end);
    sum.isOpen ||= isOpen;
    sum.tokens += tokens;
    sum.costNanoUsd += costNanoUsd;
    sum.estimated ||= estimated;
  }
  sums.set(node, sum);
  return sum;
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

function most(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** From the shelf to what the API tells of agents. */
import { type AgentWork, diffLines } from '@tutti/engine';
import { type AgentVersionHead, toVisibleText } from '@tutti/protocol';
import {
  type AgentDiffView,
  type AgentRecordView,
  AgentSource,
  type AgentVersionView,
  toMoney,
  toTime,
} from '@tutti/protocol/api';
import type { CurrentAgent, TenantAgents } from './tenant-agents.ts';

export function toSource({ kind, head, base }: CurrentAgent): AgentSource {
  const isOwn = kind === 'edited' || kind === 'retired';
  return AgentSource.parse({
    kind,
    ...(kind === 'file' && base?.file !== undefined && { file: base.file }),
    ...(isOwn && base && { instead: base.kind }),
    ...(head && { by: head.by, at: toTime(head.at), note: head.note }),
  });
}

/** The newest first; what counts stands among them, be it recorded or not. */
export function toVersionViews(agents: TenantAgents, current: CurrentAgent): AgentVersionView[] {
  const { agent, kind, hash, head } = current;
  const recorded = agents.history(agent.id).map((each) => toVersionView(each, agent.version));
  const unused: AgentVersionView[] = head ? [] : [{ number: agent.version, kind, hash, current: true }];
  return [...recorded, ...unused].toReversed();
}

export function toVersionView(
  { number, kind, hash, by, at, note }: AgentVersionHead,
  currentNumber: number,
): AgentVersionView {
  return {
    number,
    kind,
    hash,
    current: number === currentNumber,
    at: toTime(at),
    ...(by !== undefined && { by }),
    ...(note !== undefined && { note }),
  };
}

export interface DiffSide {
  readonly number: number;
  readonly text: string;
}

/** What nobody would see is written out before the lines are compared, so that it can be seen what has come. */
export function toDiffView(from: DiffSide, to: DiffSide): AgentDiffView {
  const { added, deleted, hunks } = diffLines(toVisibleText(from.text), toVisibleText(to.text));
  const lines = hunks.map((hunk) => ({ ...hunk, lines: hunk.lines.map((line) => ({ ...line })) }));
  return { from: from.number, to: to.number, added, deleted, hunks: lines };
}

const LAST_RUNS = 20;

/** `work` has one more than is asked for where there are more. */
export function toRecordView(work: readonly AgentWork[], limit: number): AgentRecordView {
  const looked = work.slice(0, limit);
  const count = (is: (each: AgentWork) => boolean) => looked.filter(is).length;
  const sum = (of: (each: AgentWork) => number) => looked.reduce((total, each) => total + of(each), 0);
  const ended = looked.filter(({ run }) => run.finishedAt !== undefined);
  const completed = count(({ run }) => run.status === 'completed');
  const cancelled = count(({ run }) => run.status === 'cancelled');
  const failed = count(({ run }) => run.status === 'failed' || run.status === 'quarantined');
  const medianMs = findMedian(ended.map(({ workedMs }) => workedMs));
  return {
    runs: looked.length,
    more: work.length > limit,
    completed,
    failed,
    cancelled,
    open: looked.length - completed - failed - cancelled,
    rehearsed: count(({ run }) => run.rehearsed),
    ...(medianMs !== undefined && { medianMs }),
    modelCalls: sum(({ modelCalls }) => modelCalls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    usd: toMoney(sum(({ costNanoUsd }) => costNanoUsd)),
    toolCalls: sum(({ toolCalls }) => toolCalls),
    failedToolCalls: sum(({ failedToolCalls }) => failedToolCalls),
    denied: sum(({ denied }) => denied),
    rejected: sum(({ rejected }) => rejected),
    last: looked.slice(0, LAST_RUNS).map(({ run, workedMs, costNanoUsd }) => ({
      run: run.run,
      title: run.title,
      status: run.status,
      rehearsed: run.rehearsed,
      workedMs,
      at: toTime(run.submittedAt),
      usd: toMoney(costNanoUsd),
    })),
  };
}

function findMedian(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** What a server has, against what was approved of it. */
import { createHash } from 'node:crypto';
import {
  type EffectClass,
  Hash,
  type Instant,
  type Json,
  type LockState,
  toCanonicalText,
  type ToolServerConfig,
  type ToolServerName,
} from '@tutti/protocol';
import { diffText, type LineOfDiff } from './diff-text.ts';
import { toToolName } from './checks/to-tool-name.ts';
import type { LockedTool } from './files/lock-file.ts';
import type { LiveTool } from './list-tools.ts';

export interface ToolDifference {
  readonly field: 'description' | 'input' | 'effect';
  readonly lines: readonly LineOfDiff[];
}

export interface JudgedTool {
  readonly tool: string;
  readonly name: string;
  readonly description: string;
  readonly input: Json;
  readonly effect: EffectClass;
  readonly effectIsSet: boolean;
  readonly lock: LockState;
  /** What an approval is about: the tool as it is, with what its server says that it does, and what it counts as. */
  readonly hash: Hash;
  readonly changes: readonly ToolDifference[];
  readonly refusal: string | undefined;
  readonly approvedAt: Instant | undefined;
  readonly live: LiveTool | undefined;
  readonly locked: LockedTool | undefined;
}

export interface Judgement {
  readonly server: ToolServerName;
  readonly config: ToolServerConfig;
  readonly locked: Readonly<Record<string, LockedTool>>;
  /** Undefined where the server was not asked yet: then the approved ones are taken as they were. */
  readonly live: readonly LiveTool[] | undefined;
}

export function judgeTools({ server, config, locked, live }: Judgement): readonly JudgedTool[] {
  const approved = new Map(Object.entries(locked));
  const judged = (live ?? []).map((tool) => judge(tool, approved.get(tool.name), config));
  const seen = new Set((live ?? []).map(({ name }) => name));
  const others = [...approved].filter(([name]) => !seen.has(name));
  const state = live ? 'gone' : 'approved';
  return [...judged, ...others.map(([name, tool]) => recall({ server, config, name, tool, lock: state }))].toSorted(
    byName,
  );
}

/** Whether an approval of the one is an approval of the other. */
export function isAsApproved(live: LiveTool, locked: LockedTool): boolean {
  return live.hash === locked.hash && live.effect === locked.effect;
}

function judge(live: LiveTool, locked: LockedTool | undefined, config: ToolServerConfig): JudgedTool {
  const { name, tool, description, input, hash, refusal } = live;
  const set = findEffect(config, live);
  const lock = toLock(live, locked);
  return {
    tool,
    name,
    description,
    input,
    hash: toShownHash(hash, [live.effect, set ?? live.effect]),
    refusal,
    lock,
    live,
    locked,
    effect: set ?? live.effect,
    effectIsSet: set !== undefined,
    changes: lock === 'changed' && locked ? compare(locked, live) : [],
    approvedAt: locked && Date.parse(locked.at),
  };
}

function recall(facts: {
  server: ToolServerName;
  config: ToolServerConfig;
  name: string;
  tool: LockedTool;
  lock: LockState;
}): JudgedTool {
  const { server, config, name, tool: locked, lock } = facts;
  const tool = toToolName(server, name);
  const set = findEffect(config, { name, tool });
  return {
    tool,
    name,
    description: locked.description,
    input: locked.input,
    effect: set ?? locked.effect,
    effectIsSet: set !== undefined,
    lock,
    hash: toShownHash(locked.hash, [locked.effect, set ?? locked.effect]),
    changes: [],
    refusal: undefined,
    approvedAt: Date.parse(locked.at),
    live: undefined,
    locked,
  };
}

/** With another effect it is another tool to whoever approves it, be it its server or the configuration that says so. */
function toShownHash(tool: Hash, effects: readonly EffectClass[]): Hash {
  return Hash.parse(createHash('sha256').update(toCanonicalText({ tool, effects })).digest('hex'));
}

function toLock(live: LiveTool, locked: LockedTool | undefined): LockState {
  if (live.refusal !== undefined) return 'refused';
  if (!locked) return 'new';
  return isAsApproved(live, locked) ? 'approved' : 'changed';
}

function compare(locked: LockedTool, live: LiveTool): readonly ToolDifference[] {
  const all: readonly ToolDifference[] = [
    { field: 'description', lines: diffText(locked.description, live.description) },
    { field: 'input', lines: diffText(toText(locked.input), toText(live.input)) },
    { field: 'effect', lines: diffText(locked.effect, live.effect) },
  ];
  return all.filter(({ lines }) => lines.some(({ kind }) => kind === 'added' || kind === 'removed'));
}

function findEffect(
  { effects }: ToolServerConfig,
  { name, tool }: { name: string; tool: string },
): EffectClass | undefined {
  const set = new Map(Object.entries(effects));
  return set.get(name) ?? set.get(tool);
}

/** The order of the keys of a schema means nothing. */
function toText(schema: Json): string {
  const ordered: unknown = JSON.parse(toCanonicalText(schema));
  return JSON.stringify(ordered, undefined, 2);
}

function byName(one: JudgedTool, other: JudgedTool): number {
  return one.tool < other.tool ? -1 : 1;
}

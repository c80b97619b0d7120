/**
 * All the tools of an installation, by where they come from. An agent's `tools` name single tools (`calculate`), whole sets
 * (`filesystem`), or one tool of a set (`filesystem__read`); what such a name stands for is asked of its source for each turn.
 */
import type { AgentId, ErrorCode, RunId, TenantId } from '@tutti/protocol';
import { EngineError, RunError, toMessage } from '../errors.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import type { Tool } from '../ports/tool.ts';
import { takeBeginning } from '../run/beginning.ts';
import { type OfferedTool, toOffered } from './offered-tool.ts';

/** Between the name of a set and the name of its tool. */
export const SET_SEPARATOR = '__';

export interface ToolPlace {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly agent: AgentId;
  /** All that the agent has under its `tools`: a source may give more where another one was allowed too. Absent: nobody says. */
  readonly named?: readonly string[];
  /** The run's own folder, absolute, where it has one. Sources that are fixed are never told. */
  readonly workspace?: string;
  /** Aborted when whoever asks no longer needs an answer. */
  readonly signal: AbortSignal;
}

/** What people are told of a tool. */
export type ToolFacts = Pick<Tool, 'name' | 'description' | 'effect'>;

/** One set, or several plain tools. */
export interface ToolSource {
  /** What agents may write in their `tools`. It may change while the source lives. */
  readonly names: readonly string[];
  /**
   * Everything that it has under this name for this run now: either the one tool of exactly this name, or a set, whose tools
   * are all called `<name>__…`. Throws RunError with a code and a remedy when it cannot: never silently nothing. Cheap when nothing changed.
   */
  open(name: string, place: ToolPlace): Promise<readonly Tool[]>;
  /** What `open` would have, told without starting anything; absent: `open` starts nothing. It throws as `open` does. */
  look?(name: string, place: ToolPlace): Promise<readonly ToolFacts[]>;
  /**
   * Its tools are the same in every process of this build, so that nothing has to be recorded about them. `open` then neither
   * waits for anything outside nor refuses: whatever depends on settings, files or the network is not fixed.
   */
  readonly fixed: boolean;
}

export interface OpenedTool {
  readonly tool: Tool;
  readonly offer: OfferedTool;
  /** The name of its source that it came by: a set, or the tool's own. */
  readonly from: string;
  readonly fixed: boolean;
}

/** A name of which there is nothing, or a tool of it that cannot be offered. */
export interface MissingTool {
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface OpenedTools {
  /** Each name once. */
  readonly tools: readonly OpenedTool[];
  readonly missing: readonly MissingTool[];
}

export interface Toolbox {
  list(): readonly ToolSource[];
  /** Undefined where no source has the name; throws where two have it, unless one of them is fixed: a name of the build stays what it is. */
  find(name: string): ToolSource | undefined;
  /** Never rejects: what cannot be had is told as missing. */
  open(names: readonly string[], place: ToolPlace): Promise<OpenedTools>;
}

export interface ToolboxOptions {
  readonly clock?: Clock;
  /** A source that does not answer by then is missing from the turn. */
  readonly openLimitMs?: number;
}

/** More are refused by the providers. */
const MOST_TOOLS = 128;
const OPEN_LIMIT_MS = 30_000;
/** Of one source. */
const MOST_TOLD = 20;
const NAME_SHOWN = 80;
const MESSAGE_LIMIT = 500;

/** Throws where two sources have the same name: which of them an agent means could not be told. */
export function createToolbox(sources: readonly ToolSource[], options: ToolboxOptions = {}): Toolbox {
  const { clock = systemClock, openLimitMs = OPEN_LIMIT_MS } = options;
  const find = (name: string) => findSource(sources, name);
  assertDifferent(sources);
  const openOne = async (name: string, place: ToolPlace): Promise<OpenedTools> => {
    try {
      const source = find(name);
      if (!source) throw unknown(name, sources);
      const key = toKey(source, name);
      const opening = source.open(key, place);
      const tools = await (source.fixed ? opening : within(opening, { clock, openLimitMs, name }));
      return toOpened(name, key, { tools, fixed: source.fixed });
    } catch (error) {
      return { tools: [], missing: [toMissing(name, error)] };
    }
  };
  return {
    list: () => sources,
    find,
    async open(names, place) {
      const opened = await Promise.all([...new Set(names)].map((name) => openOne(name, place)));
      return unite(opened);
    },
  };
}

/** Tools that are part of the build: each is named by itself, and there is nothing to be opened. */
export function createFixedSource(tools: readonly Tool[]): ToolSource {
  return {
    names: tools.map(({ name }) => name),
    fixed: true,
    open: async (name) => tools.filter((tool) => tool.name === name),
  };
}

function assertDifferent(sources: readonly ToolSource[]): void {
  const seen = new Set<string>();
  for (const name of sources.flatMap(({ names }) => names)) {
    if (seen.has(name)) throw taken(name);
    seen.add(name);
  }
}

function findSource(sources: readonly ToolSource[], name: string): ToolSource | undefined {
  const exact = sources.filter(({ names }) => names.includes(name));
  const set = toSet(name);
  const found = exact.length > 0 || set === undefined ? exact : sources.filter(({ names }) => names.includes(set));
  const fixed = found.find((source) => source.fixed);
  if (!fixed && found.length > 1) throw taken(name);
  return fixed ?? found[0];
}

/** What the source is asked for: its own name for what the agent names. */
function toKey({ names }: ToolSource, name: string): string {
  return names.includes(name) ? name : (toSet(name) ?? name);
}

function toSet(name: string): string | undefined {
  const end = name.indexOf(SET_SEPARATOR);
  return end > 0 ? name.slice(0, end) : undefined;
}

function toOpened(name: string, key: string, source: { tools: readonly Tool[]; fixed: boolean }): OpenedTools {
  const { fixed } = source;
  const prefix = `${key}${SET_SEPARATOR}`;
  const stray = source.tools.find((tool) => tool.name !== key && !tool.name.startsWith(prefix));
  if (stray) throw unusable(`${key} gave a tool of the name ${JSON.stringify(stray.name.slice(0, 80))}`);
  const wanted = name === key ? source.tools : source.tools.filter((tool) => tool.name === name);
  if (wanted.length === 0) throw new RunError('unknown_tool', `${key} has no tool of the name ${name}`);
  const missing: MissingTool[] = [];
  const tools = wanted.flatMap((tool): OpenedTool[] => {
    try {
      return [{ tool, offer: toOffered(tool), from: key, fixed }];
    } catch (error) {
      missing.push(toMissing(tool.name.slice(0, NAME_SHOWN), error));
      return [];
    }
  });
  return { tools, missing: shorten(missing, key) };
}

/** A tool that two names lead to is offered once; of two different tools of one name only the first is. */
function unite(parts: readonly OpenedTools[]): OpenedTools {
  const byName = new Map<string, OpenedTool>();
  const leftOut = new Map<string, number>();
  const missing = parts.flatMap((part) => part.missing);
  for (const opened of parts.flatMap(({ tools }) => tools)) {
    const { name } = opened.offer;
    const other = byName.get(name);
    if (other && other.from === opened.from && other.offer.hash === opened.offer.hash) continue;
    if (other) missing.push({ name, code: 'tool_name_taken', message: `${name} is offered twice` });
    else if (byName.size < MOST_TOOLS) byName.set(name, opened);
    else leftOut.set(opened.from, (leftOut.get(opened.from) ?? 0) + 1);
  }
  return { tools: [...byName.values()], missing: [...missing, ...Array.from(leftOut, toLeftOut)] };
}

function toLeftOut([name, count]: [name: string, count: number]): MissingTool {
  const message = `${count} tools of ${name} are left out: no more than ${MOST_TOOLS} can be offered at once. Name the ones that are needed.`;
  return { name, code: 'tool_unusable', message };
}

/** A server with thousands of broken tools is one thing to tell, not thousands. */
function shorten(missing: readonly MissingTool[], set: string): readonly MissingTool[] {
  if (missing.length <= MOST_TOLD) return missing;
  const message = `${missing.length - MOST_TOLD} more tools of ${set} cannot be offered`;
  return [...missing.slice(0, MOST_TOLD), { name: set, code: 'tool_unusable', message }];
}

/** One that hangs must not take the others with it. */
function within<Value>(
  opening: Promise<Value>,
  { clock, openLimitMs, name }: { clock: Clock; openLimitMs: number; name: string },
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const callOff = clock.at(clock.now() + openLimitMs, () => {
    reject(new RunError('tool_unavailable', `${name} could not be opened within ${openLimitMs} ms`));
  });
  void opening.then(resolve, reject).finally(callOff);
  return promise;
}

function toMissing(name: string, error: unknown): MissingTool {
  const message = takeBeginning(toMessage(error), MESSAGE_LIMIT);
  return { name, code: error instanceof EngineError ? error.code : 'tool_unavailable', message };
}

function unknown(name: string, sources: readonly ToolSource[]): RunError {
  const names = sources.flatMap((source) => source.names).toSorted();
  return new RunError('unknown_tool', `no tool or set is called ${name}; there are: ${names.join(', ') || 'none'}`);
}

function taken(name: string): RunError {
  const message = `two sources have tools of the name ${name}: one of them must be called otherwise`;
  return new RunError('tool_name_taken', message, { nothingHappened: true });
}

function unusable(message: string): RunError {
  return new RunError('tool_unusable', message, { nothingHappened: true });
}

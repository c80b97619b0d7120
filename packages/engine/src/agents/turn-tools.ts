/**
 * The tools of one turn. What sources that are not fixed offer is recorded at its beginning, so that a replay, a resumed run and
 * a retried one keep the schemas that they began with; a tool that has become another one since is refused, never called.
 */
import { type Agent, type Hash, Label, type RunId, type TenantId, toCanonicalText } from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import type { ToolOffer } from '../ports/model.ts';
import type { Tool } from '../ports/tool.ts';
import type { Scope } from '../run/scope.ts';
import { sha256 } from '../run/sha256.ts';
import { OfferedTool } from '../tools/offered-tool.ts';
import type { OpenedTool, Toolbox, ToolPlace } from '../tools/toolbox.ts';
import type { RunFiles } from '../workspace/run-files.ts';

/** All that a turn has to know of a tool without having it at hand. */
export const TurnTool = OfferedTool.extend({
  /** The set that it belongs to, or its own name. */
  set: z.string(),
  timeoutMs: z.number().positive(),
  labels: z.array(Label),
  /** What it gives has a document that the run keeps. */
  givesDocument: z.literal(true).exactOptional(),
});
export type TurnTool = z.infer<typeof TurnTool>;

export const ToolsRecord = z.object({
  tools: z.array(TurnTool),
  /** What the agent should have and has not, and why. */
  missing: z.array(z.object({ name: z.string(), code: z.string(), message: z.string() })),
});
export type ToolsRecord = z.infer<typeof ToolsRecord>;

export interface ToolsPorts {
  readonly tools: Toolbox;
  /** The folder of a run, where it has one. */
  findWorkspace?(tenant: TenantId, run: RunId): Promise<string | undefined>;
  /** The files of the run that the turn belongs to. */
  readonly files?: RunFiles | undefined;
}

/** Whatever a tool says of itself. */
const LONGEST_CALL_MS = 3_600_000;
const NEVER_ABORTED = new AbortController().signal;

export class TurnTools {
  readonly missing: ToolsRecord['missing'];
  readonly #tools: ReadonlyMap<string, TurnTool>;
  readonly #fixed: ReadonlyMap<string, Tool>;
  readonly #openAgain: (name: string, signal: AbortSignal) => Promise<OpenedTool>;

  private constructor(parts: {
    tools: readonly TurnTool[];
    missing: ToolsRecord['missing'];
    fixed: ReadonlyMap<string, Tool>;
    openAgain: (name: string, signal: AbortSignal) => Promise<OpenedTool>;
  }) {
    this.#tools = new Map(parts.tools.map((tool) => [tool.name, tool]));
    this.missing = parts.missing;
    this.#fixed = parts.fixed;
    this.#openAgain = parts.openAgain;
  }

  static async open(scope: Scope, ports: ToolsPorts, agent: Agent): Promise<TurnTools> {
    const { id, tools: names } = agent;
    const { tenant, run } = scope;
    const isFixed = (name: string) => isOfFixed(ports.tools, name);
    const toPlace = async (signal: AbortSignal): Promise<ToolPlace> => {
      const workspace = ports.files
        ? (await ports.files.open(signal)).folder
        : await ports.findWorkspace?.(tenant, run);
      const place = { tenant, run, agent: id, named: names, signal };
      return workspace === undefined ? place : { ...place, workspace };
    };
    const ofBuild = { tenant, run, agent: id, signal: NEVER_ABORTED };
    const fixed = await atOnce(ports.tools.open(names.filter(isFixed), ofBuild));
    const others = names.filter((name) => !isFixed(name));
    const recorded = await recordOthers(scope, agent, { ports, names: others, toPlace });
    return new TurnTools({
      tools: [...fixed.tools.map(toTurnTool), ...recorded.tools],
      missing: [...fixed.missing, ...recorded.missing],
      fixed: new Map(fixed.tools.map(({ tool }) => [tool.name, tool])),
      openAgain: async (name, signal) => openAgain(ports.tools, name, await toPlace(signal)),
    });
  }

  get names(): readonly string[] {
    return [...this.#tools.keys()];
  }

  get offers(): readonly ToolOffer[] {
    return [...this.#tools.values()].map(({ name, description, input }) => ({ name, description, input }));
  }

  find(name: string): TurnTool | undefined {
    return this.#tools.get(name);
  }

  /** Where it is part of the build: then it is at hand, on replay too. */
  findFixed(name: string): Tool | undefined {
    return this.#fixed.get(name);
  }

  /** The tool itself, as it is now. Throws where it cannot be had, or is not the one that the turn was offered. */
  async toLive(offered: TurnTool, signal: AbortSignal): Promise<Tool> {
    return this.#fixed.get(offered.name) ?? assertSame(offered, await this.#openAgain(offered.name, signal));
  }
}

/** Exactly this call: what a person approves, and nothing else. */
export function toCallHash({ name, hash }: Pick<TurnTool, 'name' | 'hash'>, input: unknown): Hash {
  return sha256(toCanonicalText({ tool: name, hash, input }));
}

const NOTHING: ToolsRecord = { tools: [], missing: [] };

/** Marked in a run's journal once; a run that began before turns recorded their tools goes on without such a record. */
const RECORDED = 'turn-tools';

interface Recording {
  readonly ports: ToolsPorts;
  readonly names: readonly string[];
  toPlace(signal: AbortSignal): Promise<ToolPlace>;
}

function recordOthers(scope: Scope, { id }: Agent, recording: Recording): Promise<ToolsRecord> {
  const { ports, names } = recording;
  if (names.length === 0) return Promise.resolve(NOTHING);
  if (scope.version(RECORDED) === 0) return Promise.resolve({ tools: [], missing: names.map(toTooLate) });
  const options = { kind: 'tools', effect: 'read', agent: id, input: [...names], output: ToolsRecord } as const;
  return scope.step<ToolsRecord>('tools', options, async (signal) => {
    const { tools, missing } = await ports.tools.open(names, await recording.toPlace(signal));
    return { tools: tools.map(toTurnTool), missing: missing.map((one) => ({ ...one })) };
  });
}

function toTooLate(name: string): ToolsRecord['missing'][number] {
  const message = 'this run was begun by an earlier version, which kept no record of such tools; a new run has them';
  return { name, code: 'tool_unavailable', message };
}

function toTurnTool({ offer, from, tool }: OpenedTool): TurnTool {
  const { timeoutMs, labels, givesDocument } = tool;
  const facts = { set: from, timeoutMs: Math.min(timeoutMs, LONGEST_CALL_MS), labels: [...labels] };
  return { ...offer, ...facts, ...(givesDocument && { givesDocument }) };
}

/** What is there is asked for anew at each call: its source tells cheaply where nothing has changed. */
async function openAgain(toolbox: Toolbox, name: string, place: ToolPlace): Promise<OpenedTool> {
  const { tools, missing } = await toolbox.open([name], place);
  const found = tools.find(({ offer }) => offer.name === name);
  if (found) return found;
  const [{ code, message } = { code: 'tool_unavailable' as const, message: `${name} is no longer there` }] = missing;
  throw new RunError(code, message, { nothingHappened: true });
}

function assertSame(offered: TurnTool, { offer, tool }: OpenedTool): Tool {
  const { name, hash, effect } = offered;
  if (offer.hash === hash && offer.effect === effect) return tool;
  const what =
    offer.hash === hash ? `its effect was ${effect} and is ${offer.effect} now` : 'its description or schema changed';
  const message = `${name} is not the tool that this turn was offered: ${what}`;
  throw new RunError('tool_changed', message, { nothingHappened: true });
}

/** More than any chain of promises that waits for nothing outside. */
const MOST_TICKS = 100;

/** On replay the program must be at its next step before the next outcome is delivered, so a source that is fixed has nothing to wait for. */
async function atOnce<Value>(opening: Promise<Value>): Promise<Value> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  opening.then(settle, settle);
  for (let tick = 0; !isSettled; tick++) {
    if (tick === MOST_TICKS)
      throw new RunError('internal', 'a source of tools says that it is fixed, and waits for something');
    await Promise.resolve();
  }
  return opening;
}

/** A name that two sources have is nobody's, and told as missing. */
function isOfFixed(toolbox: Toolbox, name: string): boolean {
  try {
    return toolbox.find(name)?.fixed ?? false;
  } catch {
    return false;
  }
}

/** What the tools of an installation are, and whether each set of them is configured: found out without starting or making anything. */
import {
  EngineError,
  SET_SEPARATOR,
  type ToolFacts,
  type Toolbox,
  type ToolPlace,
  type ToolSource,
} from '@tutti/engine';
import { type Agent, AgentId, ERRORS, RunId, type TenantId } from '@tutti/protocol';
import type { ToolSetView } from '@tutti/protocol/api';

export interface Looking {
  readonly toolbox: Toolbox;
  /** What is told elsewhere: servers of tools. */
  readonly but: ToolSource;
  readonly tenant: TenantId;
  readonly agents: readonly Pick<Agent, 'id' | 'tools'>[];
}

/** No run has this one: a folder of it would be made only by a call. */
const NOBODY = { run: RunId.parse(`run_${'0'.repeat(36)}`), agent: AgentId.parse('nobody') };
const LIMIT_MS = 10_000;

export async function lookAtSets({ toolbox, but, tenant, agents }: Looking): Promise<ToolSetView[]> {
  const sources = toolbox.list().filter((source) => source !== but);
  const named = sources.flatMap((source) => source.names.map((name) => ({ source, name })));
  const sets = await Promise.all(
    named.map(async ({ source, name }) => toSet(name, await lookAt(source, name, tenant))),
  );
  return sets
    .map((set) => ({ ...set, agents: agents.filter(({ tools }) => tools.some(isOf(set.name))).map(({ id }) => id) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Undefined where no tool has this name, or it cannot be looked at. */
export async function findToolFacts(
  { toolbox, but }: Pick<Looking, 'toolbox' | 'but'>,
  tool: string,
  tenant: TenantId,
): Promise<ToolFacts | undefined> {
  const source = findSource(toolbox, tool);
  if (!source || source === but) return undefined;
  const [set = tool] = tool.split(SET_SEPARATOR);
  const found = await lookAt(source, source.names.includes(tool) ? tool : set, tenant);
  return found instanceof EngineError ? undefined : found.find(({ name }) => name === tool);
}

function findSource(toolbox: Toolbox, tool: string): ToolSource | undefined {
  try {
    return toolbox.find(tool);
  } catch {
    return undefined; // Two have the name: no agent is given either.
  }
}

async function lookAt(source: ToolSource, name: string, tenant: TenantId): Promise<readonly ToolFacts[] | EngineError> {
  const place: ToolPlace = { tenant, ...NOBODY, signal: AbortSignal.timeout(LIMIT_MS) };
  try {
    return await (source.look?.(name, place) ?? source.open(name, place));
  } catch (error) {
    return error instanceof EngineError
      ? error
      : new UnknownProblem(error instanceof Error ? error.message : String(error));
  }
}

class UnknownProblem extends EngineError {
  readonly code = 'tool_unavailable';
}

function toSet(name: string, found: readonly ToolFacts[] | EngineError): Omit<ToolSetView, 'agents'> {
  if (!(found instanceof EngineError))
    return {
      name,
      state: 'ready',
      tools: found.map((tool) => ({ tool: tool.name, description: tool.description, effect: tool.effect })),
    };
  const { code, message } = found;
  const state = code === 'tool_not_configured' ? 'not_configured' : 'unavailable';
  return { name, state, problem: { code, message, remedy: ERRORS[code][1] }, tools: [] };
}

function isOf(set: string): (name: string) => boolean {
  return (name) => name === set || name.startsWith(`${set}${SET_SEPARATOR}`);
}

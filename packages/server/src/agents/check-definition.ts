/** What is wrong with a definition, and what is worth knowing of it: by its text, and by what else there is here. */
import { type AgentProblem, checkAgentFile, renderAgentForm } from '@tutti/engine';
import { type Agent, type AgentForm, toVisibleText } from '@tutti/protocol';
import type { TenantAgents } from './tenant-agents.ts';

export interface Definition {
  readonly text?: string | undefined;
  readonly form?: AgentForm | undefined;
}

export interface CheckSetting {
  readonly agents: TenantAgents;
  /** Names of tools and of sets of them that there are here. */
  readonly tools: ReadonlySet<string>;
  /** Whose definition it is to be; absent: a new agent's. */
  readonly id?: string | undefined;
  /** Whether the tenant's agents may work elsewhere, over what the installation has configured. */
  readonly mayWorkElsewhere: boolean;
}

export interface CheckedDefinition {
  /** Absent where something is wrong. */
  readonly agent: Agent | undefined;
  readonly text: string;
  readonly problems: readonly AgentProblem[];
  readonly warnings: readonly AgentProblem[];
}

export function toDefinitionText({ text, form }: Definition): string {
  return (form ? renderAgentForm(form) : (text ?? '')).replaceAll('\r\n', '\n');
}

export function checkDefinition(definition: Definition, setting: CheckSetting): CheckedDefinition {
  const text = toDefinitionText(definition);
  const { agent, problems, lines } = checkAgentFile(text);
  const at = (key: string): number => lines.get(key) ?? 1;
  const more = agent ? findClashes(agent, setting).map(({ key, message }) => ({ line: at(key), message })) : [];
  const unknown = agent
    ? agent.tools
        .filter((tool) => !setting.tools.has(tool))
        .map((tool) => ({
          line: at('tools'),
          message: `names ${tool}, and there is no tool or set of tools called so here.`,
        }))
    : [];
  const all = [...problems, ...more];
  const warnings = [...findUnseen(text), ...unknown].toSorted((one, other) => one.line - other.line);
  return { agent: all.length === 0 ? agent : undefined, text, problems: all, warnings };
}

interface Clash {
  readonly key: string;
  readonly message: string;
}

function findClashes({ id, aliases, runtime, product }: Agent, setting: CheckSetting): Clash[] {
  const clashes: Clash[] = [];
  if (setting.id !== undefined && id !== setting.id)
    clashes.push({ key: 'id', message: `gives the id ${id} to ${setting.id}. An id stays; make a new agent instead.` });
  for (const alias of aliases) {
    const other = setting.agents.find(alias);
    if (other && other.kind !== 'retired' && other.agent.id !== id)
      clashes.push({ key: 'aliases', message: `takes ${alias} as an alias, which is the id of another agent.` });
  }
  if (!setting.mayWorkElsewhere && (runtime !== 'llm' || product !== undefined))
    clashes.push({
      key: runtime === 'llm' ? 'product' : 'runtime',
      message: 'works elsewhere, which only agents of the tenant of this installation may.',
    });
  return clashes;
}

/** Text that nobody sees may say anything to a model. */
function findUnseen(text: string): AgentProblem[] {
  return text.split('\n').flatMap((line, index) => {
    const visible = toVisibleText(line);
    if (visible === line) return [];
    const shown = visible.length > LONGEST_SHOWN ? `${visible.slice(0, LONGEST_SHOWN)}…` : visible;
    return [{ line: index + 1, message: `holds characters that nobody sees: ${shown}` }];
  });
}

const LONGEST_SHOWN = 200;

/** Which connection takes an agent's turns: a pure look at what is configured. */
import type { Agent } from '@tutti/protocol';
import type { CliDefinition, Connection, Connector, Definition, Setting, Unreachable } from './definition.ts';
import type { ReadRuntimes } from './runtimes-file.ts';

export interface Configured {
  readonly runtimes: ReadRuntimes;
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Products that no connector can be written for. */
  readonly unreachable: readonly Unreachable[];
  /** Of runtimes.yaml, for messages. */
  readonly path: string;
}

/** Everything that speaking with the other side needs but the secrets themselves. */
export interface FoundConnection {
  readonly status: 'found';
  readonly name: string;
  readonly definition: Definition;
  readonly values: Readonly<Record<string, string>>;
  /** Where each lies. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly product: string | undefined;
}

export type Finding =
  | FoundConnection
  /** `connector`: that of the product which it stands for. */
  | { readonly status: 'missing'; readonly missing: string; readonly connector: Connector | undefined }
  /** Its turns are a model's, and nothing of it is to be found elsewhere. */
  | { readonly status: 'model' };

const NAMES_CONNECTION = 'connection';

export function findConnection(agent: Agent, configured: Configured): Finding {
  if (agent.runtime === 'llm' && agent.product === undefined) return { status: 'model' };
  const { connections } = configured.runtimes;
  const connector = [...configured.connectors.values()].find(({ agents }) => agents.some((id) => id === agent.id));
  const wanted = agent.setup?.[NAMES_CONNECTION] ?? agent.id;
  const own = connections.get(wanted);
  if (own) return complete(agent, configured, { name: wanted, connection: own });
  if (agent.runtime === 'llm') {
    if (!connector) return findWithout(agent, configured);
    const named = [...connections].find(([, each]) => 'connector' in each && each.connector === connector.id);
    if (named) return complete(agent, configured, { name: named[0], connection: named[1] });
    return { status: 'missing', missing: toMissingConnector(agent, connector, configured.path), connector };
  }
  const missing = `${agent.id} works over ${agent.runtime}, and ${configured.path} has no connection ${wanted}`;
  return { status: 'missing', missing, connector };
}

/** A product that nobody has a connector for can still be reached over a connection of one's own. */
function findWithout({ id, product }: Agent, { connectors, unreachable, path }: Configured): Finding {
  const isModel = [...connectors.values()].some(({ asModels }) => asModels.some((each) => each === id));
  if (product === undefined || isModel) return { status: 'model' };
  const way = `add a connection with the name ${id} to ${path} (http, a2a or cli)`;
  const known = unreachable.find(({ agents }) => agents.some((each) => each === id));
  const reason = known
    ? `no connector can come with Tutti, as ${known.why} (${known.docs}). Possible: ${known.instead}. For one of your own`
    : 'no connector for it comes with Tutti:';
  const missing = `${id} stands for ${product}, which is not configured here, and ${reason} ${way}`;
  return { status: 'missing', missing, connector: undefined };
}

function complete(
  agent: Agent,
  configured: Configured,
  { name, connection }: { name: string; connection: Connection },
): Finding {
  const place = `the connection ${name} in ${configured.path}`;
  const connector = 'connector' in connection ? configured.connectors.get(connection.connector) : undefined;
  const miss = (missing: string): Finding => ({ status: 'missing', missing, connector });
  if ('connector' in connection && !connector)
    return miss(`${place} names the connector ${connection.connector}, which is not known`);
  const definition = 'connector' in connection ? toDefinition(connection, connector) : connection;
  if (!definition) return miss(`${place} has no definition`);
  if (connection.agents && !connection.agents.some((id) => id === agent.id))
    return miss(`${place} is not for ${agent.id}: it is not among its \`agents\``);
  if (agent.runtime !== 'llm' && agent.runtime !== definition.kind)
    return miss(`${agent.id} works over ${agent.runtime}, but ${place} over ${definition.kind}`);
  const values = { ...toDefaults(connector?.values), ...connection.values, ...toOwnValues(agent, connector) };
  const secrets = { ...toDefaults(connector?.secrets), ...connection.secrets };
  const absent = [
    ...listAbsent(connector?.values, values).map((each) => `the value ${each}`),
    ...listAbsent(connector?.secrets, secrets).map((each) => `the secret ${each}`),
    ...(definition.kind === 'cli' && needsTargets(definition) ? ['a list of targets'] : []),
  ];
  if (absent.length > 0) return miss(`${place} lacks ${absent.join(', ')}`);
  if (definition.kind === 'cli' && !isAllowed(definition.argv, configured.runtimes.commands))
    return miss(`${configured.path} does not list this command under \`commands\`: ${JSON.stringify(definition.argv)}`);
  return { status: 'found', name, definition, values, secrets, product: connector?.product };
}

function toDefinition(
  connection: Extract<Connection, { connector: string }>,
  connector: Connector | undefined,
): Definition | undefined {
  if (!connector) return undefined;
  const { effect, timeoutSeconds, worstCase, argv, targets } = connection;
  const changes = {
    ...(effect && { effect }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(worstCase !== undefined && { worstCase }),
  };
  const { runtime } = connector;
  if (runtime.kind !== 'cli') return { ...runtime, ...changes };
  return { ...runtime, ...changes, ...(argv && { argv }), ...(targets && { targets }) };
}

/** Whole commands only: one more word is another command. */
function isAllowed(argv: readonly string[], commands: ReadRuntimes['commands']): boolean {
  return commands.some((each) => each.length === argv.length && each.every((word, index) => word === argv[index]));
}

function needsTargets({ argv, targets = [] }: CliDefinition): boolean {
  return targets.length === 0 && argv.some((word) => word.includes('{target}'));
}

/** An agent is data that anybody may bring along: it sets only what it is let set. */
function toOwnValues({ setup = {} }: Agent, connector: Connector | undefined): Record<string, string> {
  const own = Object.entries(setup).filter(
    ([key]) => key !== NAMES_CONNECTION && connector?.values[key]?.byAgent === true,
  );
  return Object.fromEntries(own);
}

function toDefaults(settings: Readonly<Record<string, Setting>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
  );
}

function listAbsent(
  settings: Readonly<Record<string, Setting>> = {},
  given: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(settings).flatMap(([key, { what, optional }]) =>
    optional || given[key] !== undefined ? [] : [`${key} (${what})`],
  );
}

function toMissingConnector(
  { id }: Agent,
  { id: connector, product, values, secrets, runtime }: Connector,
  path: string,
): string {
  const needed = [
    ...listAbsent(values, toDefaults(values)),
    ...listAbsent(secrets, toDefaults(secrets)),
    ...(runtime.kind === 'cli' ? [`${JSON.stringify(runtime.argv)} under \`commands\``] : []),
    ...(runtime.kind === 'cli' && needsTargets(runtime) ? ['a list of targets'] : []),
  ];
  const wants = needed.length === 0 ? '' : `; it needs ${needed.join(', ')}`;
  return `${id} stands for ${product}, which is not configured here: add a connection with "connector: ${connector}" to ${path}${wants}`;
}

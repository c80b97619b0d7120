/** Everything that takes turns and is no model: what runtimes.yaml configures, over the connectors that this version knows. */
import {
  AgentFailedError,
  type AgentRuntime,
  createToolPolicy,
  type RuntimeChoice,
  type Runtimes,
  type RuntimeTerms,
  type Toolbox,
  type ToolPolicy,
} from '@tutti/engine';
import type { Agent, Budget, RuntimeView } from '@tutti/protocol';
import { openLine } from '../models/net/line.ts';
import { isOwnHost, toHost } from '../net/address.ts';
import { Warden } from '../tools/mcp/stdio/warden.ts';
import { createCliRuntime, findProblem } from './cli/create-cli-runtime.ts';
import type { Connector, Definition, Unreachable, WorstCase } from './config/definition.ts';
import { type Finding, findConnection, type FoundConnection } from './config/find-connection.ts';
import { readConnectors, readUnreachable } from './config/read-connectors.ts';
import { RuntimesFile } from './config/runtimes-file.ts';
import { createFunctionRuntime, type FunctionRegistry } from './function/create-function-runtime.ts';
import { fillUrl } from './fill-url.ts';
import { createHttpRuntime } from './http/create-http-runtime.ts';
import { createMcpRuntime } from './mcp/create-mcp-runtime.ts';
import { readSecrets } from './read-secrets.ts';

export interface RuntimesOptions {
  /** runtimes.yaml; secrets with relative paths lie beside it. */
  readonly file: string;
  /** The folder of the file. */
  readonly directory: string;
  /** Of the connectors that came with this version. */
  readonly connectors: string;
  /** Where a command of a run without a workspace works. */
  readonly scratch: string;
  readonly functions?: FunctionRegistry | undefined;
  readonly toolbox?: Toolbox | undefined;
  /** Absent: only what the agents' definitions say. */
  readonly policy?: ToolPolicy | undefined;
  onSecret(secret: string): void;
}

export interface OpenedRuntimes extends Runtimes {
  /** Throws where runtimes.yaml cannot be used. */
  check(): Promise<void>;
  close(): void;
}

const DEFAULT_TIMEOUT_SECONDS = 900;

export function openRuntimes(options: RuntimesOptions): OpenedRuntimes {
  const file = new RuntimesFile(options.file);
  const line = openLine();
  const warden = new Warden();
  let products: Promise<[ReadonlyMap<string, Connector>, readonly Unreachable[]]> | undefined;
  const find = async (agent: Agent): Promise<Finding> => {
    products ??= Promise.all([readConnectors(options.connectors), readUnreachable(options.connectors)]);
    const [[connectors, unreachable], runtimes] = await Promise.all([products, file.read()]);
    return findConnection(agent, { runtimes, connectors, unreachable, path: file.path });
  };
  return {
    choose: async (agent) => toChoice(agent, await find(agent)),
    async connect(agent, terms) {
      const found = await find(agent);
      if (found.status === 'missing') throw notConfigured(found.missing);
      const changed = found.status === 'found' ? findChange(terms, toTerms(found)) : 'kind';
      if (found.status !== 'found' || changed !== undefined) throw notConfigured(toChanged(agent, terms, changed));
      return await createRuntime(found, await readSecrets(found.secrets, options), { ...options, line, warden });
    },
    view: (agent) => view(agent, () => find(agent)),
    check: async () => void (await file.read()),
    close() {
      line.close();
      warden.close();
    },
  };
}

type Parts = RuntimesOptions & { readonly line: ReturnType<typeof openLine>; readonly warden: Warden };

/** What speaks a protocol is loaded when it is first spoken. */
async function createRuntime(
  { definition, values }: FoundConnection,
  secrets: Readonly<Record<string, string>>,
  { line, warden, scratch, functions = {}, toolbox, policy = createToolPolicy() }: Parts,
): Promise<AgentRuntime> {
  switch (definition.kind) {
    case 'http':
      return createHttpRuntime({ definition, values, secrets, line });
    case 'a2a': {
      const { createA2aRuntime } = await import('./a2a/create-a2a-runtime.ts');
      return createA2aRuntime({ definition, values, secrets, line });
    }
    case 'cli':
      return createCliRuntime({ definition, values, secrets, warden, scratch, policy });
    case 'function':
      return createFunctionRuntime(functions, definition.function);
    case 'mcp':
      if (!toolbox) throw notConfigured('this program has no tools');
      return createMcpRuntime({ definition, values, toolbox, policy });
    default:
      return definition satisfies never;
  }
}

function toChoice({ runtime }: Agent, finding: Finding): RuntimeChoice {
  if (finding.status === 'model') return { by: 'model' };
  if (finding.status === 'found') return { by: 'elsewhere', terms: toTerms(finding) };
  const { connector, missing } = finding;
  if (runtime !== 'llm' || connector?.whenMissing !== 'advise') throw notConfigured(missing);
  return { by: 'model', notice: toNotice(connector, missing) };
}

function toNotice({ product }: Connector, missing: string): string {
  return `${product} was not used: ${missing}. What follows is advice only.`;
}

function toTerms({ name, definition, values }: FoundConnection): RuntimeTerms {
  const { kind, effect = 'irreversible', timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, worstCase } = definition;
  const [timeoutMs, target] = [timeoutSeconds * 1_000, toTarget(definition, values)];
  const terms = { kind, name, effect, timeoutMs, local: isLocal(definition, values), target };
  return worstCase === undefined ? terms : { ...terms, worstCase: toAmount(worstCase) };
}

function toAmount(worstCase: WorstCase): Budget {
  if (worstCase === 'free') return { tokens: 0, costNanoUsd: 0 };
  const { usd, tokens } = worstCase;
  return { costNanoUsd: Math.ceil(usd * 1e9), ...(tokens !== undefined && { tokens }) };
}

/** What a turn has begun with holds until it ends: the same name must not lead elsewhere, or to more than was decided. */
function findChange(begun: RuntimeTerms, now: RuntimeTerms): string | undefined {
  const kept = ['kind', 'name', 'effect', 'target'] as const;
  return kept.find((each) => begun[each] !== undefined && begun[each] !== now[each]);
}

function toChanged({ id }: Agent, { kind, name, target }: RuntimeTerms, changed = 'kind'): string {
  const begun = `the connection ${name} (${kind}${target === undefined ? '' : `, ${target}`})`;
  return `a turn of ${id} began over ${begun}, whose ${changed} is another one now: set it back, or retry the run`;
}

function isLocal(definition: Definition, values: Readonly<Record<string, string>>): boolean {
  if (definition.kind !== 'http' && definition.kind !== 'a2a') return true;
  const url = URL.parse(fillUrl(definition.url, values));
  return url !== null && isOwnHost(toHost(url));
}

/** Also where the configuration cannot be read: then that is what is missing. */
async function view(agent: Agent, find: () => Promise<Finding>): Promise<RuntimeView> {
  try {
    return toView(agent, await find());
  } catch (error) {
    if (!(error instanceof AgentFailedError)) throw error;
    return { kind: agent.runtime, state: 'not_configured', missing: error.message };
  }
}

function toView(agent: Agent, finding: Finding): RuntimeView {
  const product = agent.product === undefined ? {} : { product: agent.product };
  if (finding.status === 'model') return { kind: 'llm', state: 'ready', ...product };
  if (finding.status === 'missing') {
    const { connector, missing } = finding;
    const advises = agent.runtime === 'llm' && connector?.whenMissing === 'advise';
    return { kind: agent.runtime, state: advises ? 'advises' : 'not_configured', missing, ...product };
  }
  const { name, definition, values } = finding;
  const { kind, effect = 'irreversible' } = definition;
  const problem = definition.kind === 'cli' ? findProblem(definition) : undefined;
  const state = problem === undefined ? 'ready' : 'not_configured';
  const missing = problem === undefined ? {} : { missing: problem };
  return { kind, connection: name, state, target: toTarget(definition, values), effect, ...product, ...missing };
}

function toTarget(definition: Definition, values: Readonly<Record<string, string>>): string {
  switch (definition.kind) {
    case 'http':
    case 'a2a':
      return URL.parse(fillUrl(definition.url, values))?.origin ?? definition.url;
    case 'cli':
      return definition.argv.join(' ');
    case 'mcp':
      return `${definition.server}__${definition.tool}`;
    case 'function':
      return definition.function;
    default:
      return definition satisfies never;
  }
}

function notConfigured(missing: string): AgentFailedError {
  return new AgentFailedError('agent_not_configured', missing, { nothingHappened: true });
}

/** The tools of an installation: where they come from, and what its rules say of them. */
import { join } from 'node:path';
import {
  type ConnectedSettings,
  createCalculateTool,
  createConnectedTools,
  createCurrentTimeTool,
  createKnowledgeTools,
  createWriteNoteTool,
  type KnowledgeToolsOptions,
  NOTHING_CONNECTED,
} from '@tutti/adapters/tools';
import {
  type Clock,
  createFixedSource,
  createToolbox,
  RunError,
  type Store,
  type Toolbox,
  type ToolPlace,
  type ToolSource,
} from '@tutti/engine';
import type { TenantId, UserId } from '@tutti/protocol';
import { createBuiltInSets } from '../tools/create-built-in-sets.ts';
import type { ToolServers } from '../tools/tool-servers.ts';
import { VERSION } from '../version.ts';
import type { DatabaseWish } from './open-store.ts';
import type { HomeToolRules } from './tool-rules.ts';

export interface HomeToolsOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly rules: HomeToolRules;
  readonly servers: ToolServers;
  readonly store: Store;
  readonly knowledge: KnowledgeToolsOptions['knowledge'];
  /** Whose ledger tells of what questions have cost. */
  readonly user: UserId;
  /** Whose installation it is. */
  readonly tenant: TenantId;
  /** Where everything is kept that several processes share; without it in the directory. */
  readonly database?: DatabaseWish | undefined;
  /** What agents may reach; absent: nothing. */
  readonly connections?: ConnectedSettings | undefined;
  /** Of the program that opens the home. */
  readonly added?: readonly ToolSource[] | undefined;
}

export interface HomeTools extends AsyncDisposable {
  readonly toolbox: Toolbox;
  readonly rules: HomeToolRules;
  /** Those of the tools that come from servers which speak MCP. */
  readonly servers: ToolServers;
}

/** They run as this server does, or with what it was given to show elsewhere: that is of one tenant, and not of all. */
const OWN_SETS: ReadonlySet<string> = new Set([
  'shell',
  'prometheus',
  'database',
  'postgresql',
  'github',
  'slack',
  'brave_search',
  'docker',
  'browser',
]);

export function createHomeTools(options: HomeToolsOptions): HomeTools {
  const { directory, clock, rules, servers, tenant, user, knowledge, added = [] } = options;
  const connected = createConnectedSets(options);
  const listConnections = (of: TenantId) => (of === tenant ? (options.connections?.sql ?? []) : []);
  const builtIn = createBuiltInSets({ directory, clock, listConnections });
  const documents = createKnowledgeTools({
    knowledge,
    findPayer: (place) => (place.tenant === tenant ? user : undefined),
  });
  const toolSources: readonly ToolSource[] = [
    createFixedSource([
      createCalculateTool(),
      createCurrentTimeTool({ clock }),
      createWriteNoteTool({ workspace: join(directory, 'workspace') }),
    ]),
    ...[...builtIn, documents, ...connected.sources].map((source) => keepOwn(source, tenant)),
  ];
  return {
    // What an administrator has configured goes before what is built in.
    toolbox: createToolbox(
      [servers.mcp, ...added, ...toolSources.map((source) => (source.fixed ? source : behind(source, servers.mcp)))],
      { clock },
    ),
    rules,
    servers,
    async [Symbol.asyncDispose]() {
      rules[Symbol.dispose]();
      await connected[Symbol.asyncDispose]();
      await servers[Symbol.asyncDispose]();
    },
  };
}

function createConnectedSets({ directory, clock, store, database, connections }: HomeToolsOptions) {
  return createConnectedTools({
    settings: connections ?? NOTHING_CONNECTED,
    memory: database
      ? { kind: 'postgres', url: database.connectionString, schema: database.schema }
      : { kind: 'file', file: join(directory, 'memory.sqlite') },
    library: store,
    clock,
    directory,
    version: VERSION,
  });
}

/** What is only for the installation's own tenant is to every other as if nobody had configured it. */
function keepOwn(source: ToolSource, tenant: TenantId): ToolSource {
  if (!source.names.some((name) => OWN_SETS.has(name))) return source;
  const assertOwn = (name: string, place: ToolPlace) => {
    if (place.tenant === tenant) return;
    throw new RunError('tool_not_configured', `${name} is not there for this tenant`, { nothingHappened: true });
  };
  return {
    fixed: source.fixed,
    names: source.names,
    async open(name, place) {
      assertOwn(name, place);
      return source.open(name, place);
    },
    async look(name, place) {
      assertOwn(name, place);
      return source.look?.(name, place) ?? source.open(name, place);
    },
  };
}

/** Without the names that the first one has, be it now or later. */
function behind(source: ToolSource, first: ToolSource): ToolSource {
  return {
    fixed: source.fixed,
    get names() {
      return source.names.filter((name) => !first.names.includes(name));
    },
    open: (name, place) => source.open(name, place),
    look: async (name, place) => source.look?.(name, place) ?? source.open(name, place),
  };
}

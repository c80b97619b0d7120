/**
 * The servers of tools of an installation: a source of tools for agents, and what administrators do with them. Opening, reading and listing
 * starts nothing; a server is started when a tool of it is used or an administrator says so, and only by exactly the command that was consented to.
 */
import type { Clock, Tool, ToolPlace, ToolSource } from '@tutti/engine';
import type { Json, TenantId, ToolServerConfig, ToolServerName } from '@tutti/protocol';
import type * as z from 'zod';
import { LockFile, type LockedServer, type Signature } from './files/lock-file.ts';
import { McpFile } from './files/mcp-file.ts';
import { toConsent, type Consent } from './files/to-consent.ts';
import { isAsApproved, judgeTools, type JudgedTool } from './judge-tools.ts';
import type { LiveTool } from './list-tools.ts';
import { type LinkHealth, ServerLink } from './server-link.ts';
import { findMissingSecrets, type ToolSecrets } from './secrets.ts';
import type { SessionMaker } from './session-maker.ts';
import type { ToolAnswer } from './to-output.ts';
import { ToolServerError } from './tool-server-error.ts';

export interface McpToolsOptions {
  /** mcp.yaml; its lock lies beside it. */
  readonly file: string;
  /** Where each server has its private folder. */
  readonly directory: string;
  readonly clock: Clock;
  readonly version: string;
  readonly secrets: ToolSecrets;
  /** Whose runs alone may use them; absent: everybody's. */
  readonly tenant?: TenantId;
}

/** All that is known of a server without starting it. */
export interface ServerStatus {
  readonly server: ToolServerName;
  readonly config: ToolServerConfig;
  readonly consent: Consent & { readonly given: LockedServer['consent'] };
  readonly health: LinkHealth;
  readonly missingSecrets: readonly string[];
  readonly tools: readonly JudgedTool[];
}

/** What is approved of a tool: its name at the server, and what was shown, with its effect. */
export interface ToolApproval {
  readonly name: string;
  readonly hash: string;
}

export interface ConnectWish {
  readonly signal: AbortSignal;
  /** Calls that are under way are cut. */
  readonly restart?: boolean;
}

export class McpTools implements ToolSource, AsyncDisposable {
  readonly fixed = false;
  readonly #file: McpFile;
  readonly #lock: LockFile;
  readonly #links = new Map<ToolServerName, ServerLink>();
  readonly #clock: Clock;
  readonly #options: McpToolsOptions;
  /** Whoever uses no server does not wait for what speaks with them to be loaded. */
  #maker: Promise<SessionMaker> | undefined;
  #isClosed = false;
  /** Changes of the files happen one after the other. */
  #changing: Promise<unknown> = Promise.resolve();

  /** Reads what is configured. A file that cannot be read is told by whoever asks for one of its servers. */
  static async open(options: McpToolsOptions): Promise<McpTools> {
    const tools = new McpTools(options);
    await tools.#file.read().catch(() => {});
    return tools;
  }

  private constructor(options: McpToolsOptions) {
    this.#file = new McpFile(options.file);
    this.#lock = new LockFile(options.file.replace(/(\.ya?ml)?$/, '.lock'));
    this.#clock = options.clock;
    this.#options = options;
  }

  get names(): readonly string[] {
    return this.#file.names;
  }

  /** Those that were approved, as they were approved: one that is another by now refuses to be called. */
  async open(name: string, { tenant, signal }: Pick<ToolPlace, 'tenant' | 'signal'>): Promise<readonly Tool[]> {
    if (tenant !== (this.#options.tenant ?? tenant)) throw notFound(name);
    const { server, config, locked } = await this.#find(name);
    const link = this.#getLink(server);
    if (Object.keys(locked.tools).length === 0)
      throw new ToolServerError('tool_approval_needed', explainApproval(server), NOTHING);
    const [session, { toTool }] = await Promise.all([link.use(config, signal), import('./to-tool.ts')]);
    const judged = judgeTools({ server, config, locked: locked.tools, live: session.listed });
    return judged.flatMap((tool) => {
      if (!tool.locked || tool.lock === 'refused') return [];
      return [toTool({ server, tool, locked: tool.locked, config, call: (wish) => this.#call(server, wish) })];
    });
  }

  async list(): Promise<readonly ServerStatus[]> {
    const configs = await this.#file.read();
    return Promise.all([...configs].map(([server, config]) => this.#toStatus(server, config)));
  }

  async get(name: ToolServerName): Promise<ServerStatus> {
    const config = (await this.#file.read()).get(name);
    if (!config) throw notFound(name);
    return this.#toStatus(name, config);
  }

  /** What is added is not started: that takes a consent. What runs by another configuration ends. */
  async put(name: ToolServerName, config: z.input<typeof ToolServerConfig>): Promise<ServerStatus> {
    await this.#change(() => this.#file.put(name, config));
    await this.#links.get(name)?.close();
    return this.get(name);
  }

  async remove(name: ToolServerName): Promise<void> {
    const status = await this.get(name);
    await this.#links.get(status.server)?.close();
    this.#links.delete(name);
    await this.#change(async () => {
      await this.#file.remove(name);
      await this.#lock.change(name, () => undefined);
    });
  }

  /** Until it is used again, by what is configured and stored by then. */
  async stop(name: ToolServerName): Promise<void> {
    await this.#links.get(name)?.close();
  }

  async consent(name: ToolServerName, hash: string, signature: Signature): Promise<ServerStatus> {
    const { consent } = await this.get(name);
    if (consent.hash !== hash) throw stale(`the command of ${name} is by now: ${consent.what}`);
    const given = { hash: consent.hash, what: consent.what, ...signature };
    await this.#change(() => this.#lock.change(name, (before) => ({ ...before, consent: given })));
    return this.get(name);
  }

  /** Starts it where it does not run, or starts it again, and asks what it has. */
  async connect(name: ToolServerName, { signal, restart = false }: ConnectWish): Promise<ServerStatus> {
    const { server, config } = await this.#find(name);
    const link = this.#getLink(server);
    await (restart ? link.restart(config, signal) : link.connect(config, signal));
    return this.get(server);
  }

  /** Only as they were shown: what has become another meanwhile is not approved, and then nothing is. */
  async approve(
    name: ToolServerName,
    approvals: readonly ToolApproval[],
    by: Signature & { signal: AbortSignal },
  ): Promise<ServerStatus> {
    const { server, config } = await this.#find(name);
    const session = await this.#getLink(server).use(config, by.signal);
    const judged = judgeTools({ server, config, locked: {}, live: session.listed });
    const found = approvals.map((approval) => findApproved(judged, approval));
    const { by: user, at } = by;
    const locked = found.map(
      ({ name: tool, hash, effect, description, input }) =>
        [tool, { hash, effect, by: user, at, description, input }] as const,
    );
    await this.#change(() =>
      this.#lock.change(server, (before) => ({ ...before, tools: { ...before.tools, ...Object.fromEntries(locked) } })),
    );
    return this.get(server);
  }

  /** By hand, for a trial. */
  async call(
    name: ToolServerName,
    tool: string,
    { input, signal }: { input: Readonly<Record<string, Json>>; signal: AbortSignal },
  ): Promise<ToolAnswer> {
    const status = await this.get(name);
    const meant = status.tools.find((each) => each.name === tool || each.tool === tool);
    return this.#call(name, { name: meant?.name ?? tool, input, signal });
  }

  /** Which process each server has, for whoever looks after processes. */
  get pids(): readonly number[] {
    return [...this.#links.values()].flatMap(({ health }) => health.pid ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#links.values()].map((link) => link.close()));
    (await this.#maker)?.close();
  }

  /** What is approved is looked at again at each call, and so is what the server has by now. */
  async #call(
    server: ToolServerName,
    { name, input, signal }: { name: string; input: Readonly<Record<string, Json>>; signal: AbortSignal },
  ): Promise<ToolAnswer> {
    const { config, locked } = await this.#find(server);
    const link = this.#getLink(server);
    return link.during(config, async () => {
      const session = await link.use(config, signal);
      const live = session.listed.find((tool) => tool.name === name);
      const approved = new Map(Object.entries(locked.tools)).get(name);
      if (!live)
        throw new ToolServerError('tool_unavailable', `the server ${server} has no tool ${name} any more`, NOTHING);
      if (!approved)
        throw new ToolServerError('tool_approval_needed', `the tool ${name} of ${server} is not approved`, NOTHING);
      if (live.refusal !== undefined)
        throw new ToolServerError('tool_unusable', `${live.tool}: ${live.refusal}`, NOTHING);
      if (!isAsApproved(live, approved))
        throw new ToolServerError('tool_changed', explainChange(server, live), NOTHING);
      return session.call({ tool: live, input, signal });
    });
  }

  /** With the consent that it may be started. */
  async #find(name: string): Promise<{ server: ToolServerName; config: ToolServerConfig; locked: LockedServer }> {
    if (this.#isClosed)
      throw new ToolServerError('tool_unavailable', 'the servers of tools are being stopped', NOTHING);
    const configs = await this.#file.read();
    const [server, config] = [...configs].find(([each]) => each === name) ?? [];
    if (!server || !config) throw notFound(name);
    if (!config.enabled)
      throw new ToolServerError(
        'tool_not_configured',
        `the server ${server} is switched off in ${this.#file.path}`,
        NOTHING,
      );
    const locked = await this.#lock.find(server);
    const consent = toConsent(config);
    if (locked.consent?.hash === consent.hash) return { server, config, locked };
    throw new ToolServerError(
      'tool_consent_needed',
      `nobody has allowed yet to start the server ${server}: tutti tools approve ${server}`,
      NOTHING,
    );
  }

  async #toStatus(server: ToolServerName, config: ToolServerConfig): Promise<ServerStatus> {
    const [locked, missingSecrets] = await Promise.all([
      this.#lock.find(server),
      findMissingSecrets(this.#options.secrets, server, config),
    ]);
    const { health } = this.#getLink(server);
    const tools = judgeTools({ server, config, locked: locked.tools, live: health.tools });
    return { server, config, consent: { ...toConsent(config), given: locked.consent }, health, missingSecrets, tools };
  }

  #getLink(server: ToolServerName): ServerLink {
    const known = this.#links.get(server);
    if (known) return known;
    const link = new ServerLink({
      server,
      clock: this.#clock,
      create: async (config, wish) => (await this.#openMaker()).create(server, config, wish),
    });
    this.#links.set(server, link);
    return link;
  }

  #openMaker(): Promise<SessionMaker> {
    this.#maker ??= import('./session-maker.ts').then((module) => new module.SessionMaker(this.#options));
    return this.#maker;
  }

  #change(act: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(act);
    this.#changing = changed.catch(() => {});
    return changed;
  }
}

const NOTHING = { nothingHappened: true };

function findApproved(judged: readonly JudgedTool[], { name, hash }: ToolApproval): LiveTool {
  const found = judged.find((each) => each.name === name) ?? judged.find(({ tool }) => tool === name);
  if (!found?.live) throw stale(`there is no tool ${name}`);
  if (found.refusal !== undefined) throw stale(`${name} cannot be offered: ${found.refusal}`);
  if (found.hash !== hash) throw stale(`the tool ${name} is another than was shown, or has another effect`);
  return found.live;
}

function notFound(name: string): ToolServerError {
  return new ToolServerError('tool_server_not_found', `there is no server of tools called ${name}`, NOTHING);
}

function stale(message: string): ToolServerError {
  return new ToolServerError('tool_approval_stale', message, NOTHING);
}

function explainApproval(server: ToolServerName): string {
  return `no tool of the server ${server} is approved yet: tutti tools approve ${server}`;
}

function explainChange(server: ToolServerName, { name }: LiveTool): string {
  return `the tool ${name} of ${server} has changed since it was approved, so it is blocked: tutti tools ${server} shows the difference`;
}

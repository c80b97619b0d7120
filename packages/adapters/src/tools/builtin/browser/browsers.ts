/** The browsers of agents: one for each agent in a run, so that nobody sees what another has opened; ended when nobody uses it. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, RunError } from '@tutti/engine';
import { type Json, type ToolServerConfig, ToolServerName } from '@tutti/protocol';
import type { LiveTool } from '../../mcp/list-tools.ts';
import { ServerLink } from '../../mcp/server-link.ts';
import { SessionMaker } from '../../mcp/session-maker.ts';
import type { ToolAnswer } from '../../mcp/to-output.ts';
import { type EgressProxy, type EgressRules, openEgressProxy } from './egress-proxy.ts';
import { findBrowser } from './find-browser.ts';
import { TEMPORARY_FILE, toTemporaryPrefix, writeBrowserConfig } from './write-browser-config.ts';

export interface BrowsersOptions {
  readonly directory: string;
  readonly executable?: string | undefined;
  readonly rules: EgressRules;
  readonly clock: Clock;
  readonly version: string;
}

export interface BrowserCall {
  /** Whose browser. */
  readonly owner: string;
  /** As the server calls it. */
  readonly tool: string;
  readonly input: Readonly<Record<string, Json>>;
  readonly signal: AbortSignal;
}

interface OpenBrowser {
  readonly link: ServerLink;
  readonly config: ToolServerConfig;
  readonly folder: string;
  readonly temporary: string;
}

/** Each takes some hundreds of megabytes. */
const MOST_BROWSERS = 4;
const LISTING = 'listing';

export class Browsers implements AsyncDisposable {
  readonly #options: BrowsersOptions;
  readonly #maker: SessionMaker;
  readonly #folder: string;
  readonly #open = new Map<string, Promise<OpenBrowser>>();
  #proxy: Promise<EgressProxy> | undefined;
  #listed: Promise<readonly LiveTool[]> | undefined;
  /** Calls of each owner. */
  readonly #underWay = new Map<string, number>();
  #count = 0;

  constructor(options: BrowsersOptions) {
    this.#options = options;
    this.#folder = join(options.directory, 'browsers', `${process.pid}`);
    const { clock, version } = options;
    this.#maker = new SessionMaker({
      directory: this.#folder,
      clock,
      version,
      secrets: { read: async () => new Map() },
    });
  }

  /** What the server has. It is asked once, without any browser being started for that. */
  async list(signal: AbortSignal): Promise<readonly LiveTool[]> {
    // Not installed any more, or not yet, is told each time.
    await findBrowser(this.#options.executable);
    this.#listed ??= this.#list();
    const listed = await this.#listed.catch((error: unknown) => {
      this.#listed = undefined;
      throw error;
    });
    signal.throwIfAborted();
    return listed;
  }

  async call(call: BrowserCall): Promise<ToolAnswer> {
    const { owner } = call;
    this.#underWay.set(owner, (this.#underWay.get(owner) ?? 0) + 1);
    try {
      return await this.#call(call);
    } finally {
      const left = (this.#underWay.get(owner) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(owner);
      else this.#underWay.set(owner, left);
    }
  }

  async #call({ owner, tool, input, signal }: BrowserCall): Promise<ToolAnswer> {
    const { link, config } = await this.#get(owner);
    return link.during(config, async () => {
      const session = await link.use(config, signal);
      const live = session.listed.find(({ name }) => name === tool);
      if (!live) throw new RunError('tool_unavailable', `the browser has no tool ${tool}`, { nothingHappened: true });
      return session.call({ tool: live, input, signal });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.keys()].map((owner) => this.#close(owner)));
    this.#maker.close();
    const proxy = await this.#proxy?.catch(() => undefined);
    await proxy?.[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #list(): Promise<readonly LiveTool[]> {
    const { link, config } = await this.#get(LISTING);
    try {
      return (await link.use(config, AbortSignal.timeout(config.limits.startSeconds * 1_000))).listed;
    } finally {
      await this.#close(LISTING);
    }
  }

  #get(owner: string): Promise<OpenBrowser> {
    const known = this.#open.get(owner);
    if (known) return known;
    const opening = this.#start(owner);
    this.#open.set(owner, opening);
    opening.catch(() => this.#open.delete(owner));
    return opening;
  }

  async #start(owner: string): Promise<OpenBrowser> {
    await this.#closeIdle(owner);
    if (this.#open.size > MOST_BROWSERS) {
      const message = `${MOST_BROWSERS} browsers are in use already: try again later`;
      throw new RunError('tool_unavailable', message, { nothingHappened: true });
    }
    const { executable, rules, clock } = this.#options;
    const found = await findBrowser(executable);
    if (!this.#proxy) await this.#sweep();
    this.#proxy ??= openEgressProxy(rules);
    const { url } = await this.#proxy;
    this.#count += 1;
    const server = ToolServerName.parse(`browser-${this.#count}`);
    // Where the maker puts it.
    const folder = join(this.#folder, 'tool-servers', server);
    const setup = await writeBrowserConfig({ found, folder, proxy: url });
    const link = new ServerLink({ server, clock, create: (wanted, wish) => this.#maker.create(server, wanted, wish) });
    return { link, folder, ...setup };
  }

  /** Those that ended, because nobody used them or by themselves. */
  async #closeIdle(starting: string): Promise<void> {
    const others = [...this.#open].filter(([owner]) => owner !== starting && owner !== LISTING);
    for (const [owner, opening] of others) {
      const state = (await opening.catch(() => undefined))?.link.health.state;
      const hasEnded = state === 'idle' || state === 'failed';
      if (hasEnded && !this.#underWay.has(owner)) await this.#close(owner);
    }
  }

  /** What processes have left behind that were killed. */
  async #sweep(): Promise<void> {
    const folder = join(this.#options.directory, 'browsers');
    const names = await readdir(folder).catch((): string[] => []);
    const left = names.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && !isAlive(Number(name)));
    await Promise.all(left.map((name) => removeLeft(join(folder, name))));
  }

  async #close(owner: string): Promise<void> {
    const opening = this.#open.get(owner);
    this.#open.delete(owner);
    const browser = await opening?.catch(() => undefined);
    if (!browser) return;
    await browser.link.close();
    for (const place of [browser.folder, browser.temporary]) await rm(place, { recursive: true, force: true });
  }
}

async function removeLeft(folder: string): Promise<void> {
  const servers = join(folder, 'tool-servers');
  for (const name of await readdir(servers).catch((): string[] => [])) {
    const temporary = await readFile(join(servers, name, TEMPORARY_FILE), 'utf8').catch(() => '');
    if (temporary.startsWith(toTemporaryPrefix())) await rm(temporary, { recursive: true, force: true });
  }
  await rm(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Of somebody else, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The way to one server: opened when it is first used, shared by all who use it, closed when nobody does, and opened again with growing patience when it fails. */
import type { Clock } from '@tutti/engine';
import {
  type Instant,
  toCanonicalText,
  type ToolServerConfig,
  type ToolServerName,
  type ToolServerState,
} from '@tutti/protocol';
import type { LiveTool } from './list-tools.ts';
import type { Session, SessionOptions } from './session.ts';
import { ToolServerError } from './tool-server-error.ts';

export type OpenWish = Pick<SessionOptions, 'onEnd' | 'legacy'>;

export interface LinkPorts {
  readonly server: ToolServerName;
  readonly clock: Clock;
  create(config: ToolServerConfig, wish: OpenWish): Promise<Session>;
}

export interface LinkHealth {
  readonly state: Extract<ToolServerState, 'idle' | 'connecting' | 'connected' | 'failed'>;
  readonly since: Instant;
  readonly restarts: number;
  readonly pid: number | undefined;
  readonly about: Session['about'] | undefined;
  readonly errorOutput: string;
  readonly lastError: { readonly error: ToolServerError; readonly at: Instant } | undefined;
  readonly retryAt: Instant | undefined;
  /** As they were last listed; undefined where nothing was. */
  readonly tools: readonly LiveTool[] | undefined;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Whoever lived so long has not failed at once again. */
const GOOD_LIFE_MS = 60_000;
/** So soon that whoever asks may as well wait. */
const SHORT_WAIT_MS = 2_500;

export class ServerLink {
  readonly #ports: LinkPorts;
  #config: string | undefined;
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  /** The one that is being opened. */
  #tried: Session | undefined;
  /** Grows whenever everything is closed: what was begun before counts no more. */
  #round = 0;
  #state: LinkHealth['state'] = 'idle';
  #since: Instant;
  #connectedAt: Instant = 0;
  #failures = 0;
  #opened = 0;
  #crashes = 0;
  #legacy = false;
  #retryAt: Instant | undefined;
  #lastError: LinkHealth['lastError'];
  #errorOutput = '';
  #tools: readonly LiveTool[] | undefined;
  #underWay = 0;
  #stopIdling: () => void = () => {};

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#since = ports.clock.now();
  }

  get health(): LinkHealth {
    const session = this.#session;
    return {
      state: this.#state,
      since: this.#since,
      restarts: Math.min(this.#crashes, Math.max(this.#opened - 1, 0)),
      pid: session?.pid,
      about: session?.isOpen ? session.about : undefined,
      errorOutput: session?.errorOutput ?? this.#errorOutput,
      lastError: this.#lastError,
      retryAt: this.#state === 'failed' ? this.#retryAt : undefined,
      tools: session?.isOpen ? session.listed : this.#tools,
    };
  }

  /** Connected, and with its tools listed as they are now. */
  async use(config: ToolServerConfig, signal: AbortSignal): Promise<Session> {
    const opened = await abortable(this.#connect(config), signal);
    await abortable(opened.list(), signal);
    this.#rest(config);
    return opened;
  }

  /** A session is not closed for idleness while a call is under way. */
  async during<Value>(config: ToolServerConfig, act: () => Promise<Value>): Promise<Value> {
    this.#underWay += 1;
    try {
      return await act();
    } finally {
      this.#underWay -= 1;
      this.#rest(config);
    }
  }

  /** At once, whatever happened before, and asked anew what it has. */
  async connect(config: ToolServerConfig, signal: AbortSignal): Promise<Session> {
    this.#retryAt = undefined;
    this.#failures = 0;
    if (this.#session?.isOpen) this.#session.forgetList();
    return this.use(config, signal);
  }

  async restart(config: ToolServerConfig, signal: AbortSignal): Promise<Session> {
    await this.close();
    this.#legacy = false;
    return this.connect(config, signal);
  }

  async close(): Promise<void> {
    this.#stopIdling();
    this.#round += 1;
    await this.#tried?.close();
    await this.#opening?.catch(() => {});
    const session = this.#session;
    this.#session = undefined;
    this.#remember(session);
    this.#enter('idle');
    await session?.close();
  }

  async #connect(config: ToolServerConfig): Promise<Session> {
    const wanted = toCanonicalText(config);
    if (this.#config !== wanted) {
      const wasUsed = this.#config !== undefined;
      this.#config = wanted;
      if (wasUsed) await this.close();
      this.#retryAt = undefined;
    }
    if (this.#session?.isOpen) return this.#session;
    return (this.#opening ??= this.#open(config).finally(() => (this.#opening = undefined)));
  }

  async #open(config: ToolServerConfig): Promise<Session> {
    const round = this.#round;
    await this.#waitForTurn();
    if (round !== this.#round) throw closedMeanwhile(this.#ports.server);
    this.#enter('connecting');
    try {
      const session = await this.#tryToOpen(config);
      this.#session = session;
      this.#opened += 1;
      this.#connectedAt = this.#ports.clock.now();
      this.#enter('connected');
      return session;
    } catch (error) {
      const reason =
        error instanceof ToolServerError
          ? error
          : new ToolServerError('tool_unavailable', String(error), { cause: error });
      this.#fail(reason);
      throw reason;
    }
  }

  /** Some older servers end when they are asked for the newest protocol; they are started again and greeted as they know it. */
  async #tryToOpen(config: ToolServerConfig): Promise<Session> {
    const round = this.#round;
    try {
      return await this.#start(config, round);
    } catch (error) {
      const isOlder = error instanceof ToolServerError && error.isOlder;
      if (round !== this.#round || this.#legacy || config.command === undefined || !isOlder) throw error;
      this.#legacy = true;
      return this.#start(config, round);
    }
  }

  async #start(config: ToolServerConfig, round: number): Promise<Session> {
    const onEnd = (ended: Session, error: ToolServerError) => this.#lose(ended, error);
    const session = await this.#ports.create(config, { legacy: this.#legacy, onEnd });
    if (round !== this.#round) throw closedMeanwhile(this.#ports.server);
    this.#tried = session;
    try {
      await session.open();
      if (round === this.#round) return session;
      await session.close();
      throw closedMeanwhile(this.#ports.server);
    } catch (error) {
      this.#remember(session);
      throw error;
    } finally {
      this.#tried = undefined;
    }
  }

  async #waitForTurn(): Promise<void> {
    const { clock, server } = this.#ports;
    const wait = (this.#retryAt ?? 0) - clock.now();
    if (wait <= 0) return;
    const last = this.#lastError?.error;
    if (wait > SHORT_WAIT_MS) {
      const seconds = Math.ceil(wait / 1_000);
      const message = `${last?.message ?? `the server ${server} failed`}. It is tried again in ${seconds} s`;
      throw new ToolServerError(last?.code ?? 'tool_unavailable', message, { nothingHappened: true });
    }
    await new Promise<void>((resolve) => clock.at(clock.now() + wait, resolve));
  }

  #lose(session: Session, error: ToolServerError): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#stopIdling();
    this.#remember(session);
    this.#crashes += 1;
    if (this.#ports.clock.now() - this.#connectedAt > GOOD_LIFE_MS) this.#failures = 0;
    this.#fail(error);
    void session.close();
  }

  #fail(error: ToolServerError): void {
    const now = this.#ports.clock.now();
    this.#failures += 1;
    this.#retryAt = now + Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    this.#lastError = { error, at: now };
    this.#enter('failed');
  }

  /** What it had and said last, for whoever looks at it afterwards. */
  #remember(session: Session | undefined): void {
    if (!session) return;
    this.#errorOutput = session.errorOutput;
    if (session.listed.length > 0) this.#tools = session.listed;
  }

  #enter(state: LinkHealth['state']): void {
    this.#state = state;
    this.#since = this.#ports.clock.now();
  }

  #rest({ limits }: ToolServerConfig): void {
    const { clock } = this.#ports;
    this.#stopIdling();
    if (this.#state !== 'connected') return;
    this.#stopIdling = clock.at(clock.now() + limits.idleSeconds * 1_000, () => {
      if (this.#underWay === 0 && this.#state === 'connected') void this.close();
    });
  }
}

function closedMeanwhile(server: ToolServerName): ToolServerError {
  return new ToolServerError('tool_unavailable', `the server ${server} was stopped while it started`, {
    nothingHappened: true,
  });
}

function abortable<Value>(waited: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) return Promise.reject(signal.reason);
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  waited.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  return promise;
}

/** One connection to a server of tools, from its start to its end: the client of the SDK over a bounded transport. */
import {
  Client,
  type jsonSchemaValidator,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import type { Clock } from '@tutti/engine';
import type { Json, ToolServerLimits, ToolServerName } from '@tutti/protocol';
import type { HideSecrets } from './hide-secrets.ts';
import { type LiveTool, listTools } from './list-tools.ts';
import { MessageGate } from './message-gate.ts';
import type { StdioTransport } from './stdio/stdio-transport.ts';
import { type ToolAnswer, toAnswer } from './to-output.ts';
import { ToolServerError } from './tool-server-error.ts';

export type ServerTransport =
  | { readonly kind: 'command'; readonly transport: StdioTransport }
  | { readonly kind: 'url'; readonly transport: StreamableHTTPClientTransport };

export interface SessionOptions {
  readonly server: ToolServerName;
  readonly limits: ToolServerLimits;
  readonly version: string;
  readonly clock: Clock;
  /** Of all that it says of its troubles. */
  readonly hide: HideSecrets;
  /** Faults that the transport finds go through the gate that it is given. */
  readonly createTransport: (gate: MessageGate, stop: (error: ToolServerError) => void) => ServerTransport;
  /** It has ended by itself. */
  readonly onEnd: (session: Session, error: ToolServerError) => void;
  /** A server that ends when it is asked for the newest protocol is only greeted as the older ones are. */
  readonly legacy?: boolean;
}

export interface CallWish {
  readonly tool: LiveTool;
  readonly input: Readonly<Record<string, Json>>;
  readonly signal: AbortSignal;
}

/** A server that knows only older protocols and says nothing to the newest is not waited for longer. */
const PROBE_MS = 5_000;
/** What a server says that it wants is not compiled: schemas of strangers are no programs. */
const NO_VALIDATION: jsonSchemaValidator = {
  getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
};

export class Session {
  readonly options: SessionOptions;
  readonly #client: Client;
  readonly #link: ServerTransport;
  #tools: Promise<readonly LiveTool[]> | undefined;
  #listed: readonly LiveTool[] = [];
  #broken: ToolServerError | undefined;
  #isOpen = true;
  #closing: Promise<void> | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    const { version, clock, hide, legacy = false } = options;
    const stop = (error: ToolServerError) => this.#stop(error);
    const gate = new MessageGate(clock, stop, hide);
    this.#link = options.createTransport(gate, stop);
    this.#client = new Client(
      { name: 'tutti', version },
      {
        capabilities: {},
        jsonSchemaValidator: NO_VALIDATION,
        versionNegotiation: { mode: legacy ? 'legacy' : 'auto', probe: { timeoutMs: PROBE_MS } },
        // A tool that wants to ask a person something, such as a password, or wants a model: it is told no.
        inputRequired: { autoFulfill: false },
        listChanged: { tools: { autoRefresh: false, debounceMs: 50, onChanged: () => this.forgetList() } },
      },
    );
    this.#client.onerror = (error) => gate.countFault(error.message);
    this.#client.onclose = () => this.#end();
    this.#link.transport.onmessage = () => gate.count();
  }

  get pid(): number | undefined {
    return this.#link.kind === 'command' ? this.#link.transport.pid : undefined;
  }
  get errorOutput(): string {
    return this.#link.kind === 'command' ? this.options.hide(this.#link.transport.stderr) : '';
  }
  get isOpen(): boolean {
    return this.#isOpen && !this.#broken;
  }
  get about(): { readonly name: string; readonly version: string; readonly protocol: string } {
    const { name = 'unknown', version = '' } = this.#client.getServerVersion() ?? {};
    return {
      name: name.slice(0, 200),
      version: version.slice(0, 100),
      protocol: this.#client.getNegotiatedProtocolVersion() ?? '',
    };
  }
  /** As they were last listed. */
  get listed(): readonly LiveTool[] {
    return this.#listed;
  }

  async open(): Promise<void> {
    const transport: Transport = this.#link.transport;
    try {
      await this.#client.connect(transport, { timeout: this.options.limits.startSeconds * 1_000 });
      await this.list();
    } catch (error) {
      const reason = this.#explain(error, { nothingHappened: true });
      await this.close();
      throw reason;
    }
  }

  /** Asked once, and again after the server has said that something changed. */
  list(): Promise<readonly LiveTool[]> {
    if (this.#tools) return this.#tools;
    const { server, limits } = this.options;
    const listing = listTools(this.#client, {
      server,
      mostTools: limits.tools,
      timeoutMs: limits.startSeconds * 1_000,
    }).then(
      (tools) => (this.#listed = tools),
      (error: unknown) => {
        if (this.#tools === listing) this.#tools = undefined;
        const reason = this.#explain(error, { nothingHappened: true });
        if (reason.code === 'tool_server_broken') this.#stop(reason);
        throw reason;
      },
    );
    this.#tools = listing;
    return listing;
  }

  /** It is asked again before anything else is done with what it has. */
  forgetList(): void {
    this.#tools = undefined;
  }

  async call({ tool, input, signal }: CallWish): Promise<ToolAnswer> {
    const { limits, hide } = this.options;
    let progress = '';
    try {
      const result = await this.#client.callTool(
        { name: tool.name, arguments: { ...input } },
        {
          signal,
          timeout: limits.callSeconds * 1_000,
          maxTotalTimeout: limits.totalSeconds * 1_000,
          resetTimeoutOnProgress: true,
          onprogress: ({ message, progress: done, total }) => {
            const word = message ?? `${done}${total === undefined ? '' : ` of ${total}`}`;
            progress = `; its last word was ${hide(word).slice(0, 200)}`;
          },
          toolDefinition: tool.listed,
        },
      );
      return toAnswer(result, limits.outputBytes, hide);
    } catch (error) {
      signal.throwIfAborted();
      const reason = this.#explain(error, { isCall: true, progress });
      // Whoever does not answer at an address may be another by the time he does: the next call begins anew.
      if (this.#link.kind === 'url' && reason.code === 'tool_unavailable' && !isLate(error)) this.#stop(reason);
      throw reason;
    }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#isOpen = false;
    if (this.#link.kind === 'url') await this.#link.transport.terminateSession().catch(() => {});
    await this.#client.close().catch(() => {});
    // A client that never connected does not close what it was given.
    await this.#link.transport.close().catch(() => {});
  }

  #stop(error: ToolServerError): void {
    this.#broken ??= error;
    if (this.#link.kind === 'command') this.#link.transport.stop(error);
    else void this.#link.transport.close();
  }

  #end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const reason =
      this.#broken ?? this.#findEnding() ?? new ToolServerError('tool_unavailable', 'the connection was closed');
    this.options.onEnd(this, reason);
  }

  #findEnding(): ToolServerError | undefined {
    return this.#link.kind === 'command' ? this.#link.transport.ending : undefined;
  }

  /** Why it ended says more than that it ended. */
  #explain(error: unknown, { nothingHappened = false, isCall = false, progress = '' }): ToolServerError {
    const reason = this.#broken ?? (error instanceof ToolServerError ? error : this.#findEnding());
    const message = this.#describe(reason, error, progress);
    if (isCall && !reason && isAnswer(error)) return new ToolServerError('tool_failed', message, { cause: error });
    const code = reason?.code ?? 'tool_unavailable';
    const isOlder = error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed;
    return new ToolServerError(code, message, { nothingHappened, isOlder, cause: error });
  }

  #describe(reason: ToolServerError | undefined, error: unknown, progress: string): string {
    const { server, limits, hide } = this.options;
    const told = error instanceof Error ? error.message : String(error);
    const late = `it did not answer within ${limits.callSeconds} s (limits.callSeconds)${progress}`;
    const what = reason?.message ?? (isLate(error) ? late : (explainStatus(error) ?? hide(told).slice(0, 1_000)));
    const words = this.errorOutput.trim().split('\n').at(-1)?.slice(-300) ?? '';
    return `the server ${server}: ${what}${words === '' ? '' : `. It said: ${words}`}`;
  }
}

function explainStatus(error: unknown): string | undefined {
  if (!(error instanceof SdkHttpError)) return undefined;
  const { status } = error.data;
  const login = 'it asks for a login: store a secret, and name it in the headers of the server';
  return `${status === 401 || status === 403 ? login : 'it refused the request'} (HTTP ${status})`;
}

function isLate(error: unknown): boolean {
  return error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout;
}

/** The server has answered, and the answer is no. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof SdkError)) return error instanceof Error && error.name === 'ProtocolError';
  return error.code === SdkErrorCode.UnsupportedResultType || error.code === SdkErrorCode.InvalidResult;
}

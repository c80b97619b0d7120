/** An agent that speaks the Agent Client Protocol over its standard input and output. */
import { Readable, Writable } from 'node:stream';
import { client, methods, ndJsonStream, PROTOCOL_VERSION, RequestError } from '@agentclientprotocol/sdk';
import { AgentFailedError, type RuntimeAnswer, type RuntimeTurn, type ToolPolicy } from '@tutti/engine';
import type { CliDefinition } from '../config/definition.ts';
import { type Judge, judgePermission, mayDo } from './judge-permission.ts';
import type { Command } from './start-command.ts';
import { WorkspaceFiles } from './workspace-files.ts';

/** After a turn is cancelled its agent may say what it has come to. */
const LAST_WORDS_MS = 1_000;

export interface AcpOptions {
  readonly definition: CliDefinition;
  readonly cwd: string;
  readonly policy: ToolPolicy;
}

export async function runAcp(command: Command, turn: RuntimeTurn, options: AcpOptions): Promise<RuntimeAnswer> {
  const { definition, cwd } = options;
  const stream = ndJsonStream(Writable.toWeb(command.stdin), toWeb(command.stdout), {
    maxMessageBytes: definition.outputBytes,
  });
  const files = new WorkspaceFiles(cwd);
  const app = createClient({ agent: turn.agent, policy: options.policy, files });
  try {
    return await app.connectWith(stream, async (context) => {
      await context.request(methods.agent.initialize, {
        protocolVersion: PROTOCOL_VERSION,
        clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: false },
        clientInfo: { name: 'tutti', version: '1' },
      });
      return context.buildSession(cwd).withSession(async (session) => {
        const cancel = () =>
          void context.notify(methods.agent.session.cancel, { sessionId: session.sessionId }).catch(() => undefined);
        turn.signal.addEventListener('abort', cancel, { once: true });
        try {
          return await takeTurn(session, turn, definition.outputBytes);
        } finally {
          turn.signal.removeEventListener('abort', cancel);
        }
      });
    });
  } catch (error) {
    turn.signal.throwIfAborted();
    throw toFailure(error, command);
  }
}

type Session = Awaited<
  ReturnType<
    ReturnType<Parameters<Parameters<ReturnType<typeof client>['connectWith']>[1]>[0]['buildSession']>['start']
  >
>;

async function takeTurn(
  session: Session,
  { prompt, onDelta, signal }: RuntimeTurn,
  most: number,
): Promise<RuntimeAnswer> {
  const done = session.prompt(prompt.text);
  done.catch(() => undefined);
  let text = '';
  for (;;) {
    const message = await withLastWords(session.nextUpdate(), signal);
    if (message.kind === 'stop') {
      signal.throwIfAborted();
      if (message.stopReason === 'end_turn') return { status: 'answered', text: text.trim(), labels: [] };
      throw new AgentFailedError('agent_failed', `its turn ended early: ${message.stopReason}`);
    }
    const { update } = message;
    if (update.sessionUpdate !== 'agent_message_chunk' || update.content.type !== 'text') continue;
    text += update.content.text;
    if (text.length > most) throw new AgentFailedError('agent_failed', `it wrote more than ${most} characters`);
    onDelta(update.content.text);
  }
}

function withLastWords<Message>(message: Promise<Message>, signal: AbortSignal): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    timer = setTimeout(() => reject(signal.reason), LAST_WORDS_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  message.then(resolve, reject).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  });
  return promise;
}

function createClient(judge: Judge) {
  const { files } = judge;
  return client({ name: 'tutti' })
    .onRequest(methods.client.session.requestPermission, ({ params }) => {
      const option = judgePermission(params, judge);
      return { outcome: option ? { outcome: 'selected', optionId: option.optionId } : { outcome: 'cancelled' } };
    })
    .onRequest(methods.client.fs.readTextFile, async ({ params: { path, line, limit } }) => {
      const lines = (await within(files.read(path))).split('\n');
      const from = Math.max(0, (line ?? 1) - 1);
      return {
        content: lines.slice(from, limit === undefined || limit === null ? undefined : from + limit).join('\n'),
      };
    })
    .onRequest(methods.client.fs.writeTextFile, async ({ params: { path, content } }) => {
      if (!mayDo(judge, { kind: 'edit', effect: 'idempotent', input: { title: 'write a file', paths: [path] } }))
        throw RequestError.invalidParams(undefined, 'this agent may not write files');
      await within(files.write(path, content));
      return {};
    });
}

/** Said to the agent in the words of its protocol. */
async function within<Value>(act: Promise<Value>): Promise<Value> {
  try {
    return await act;
  } catch (error) {
    throw RequestError.invalidParams(undefined, error instanceof Error ? error.message : String(error));
  }
}

function toWeb(stdout: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stdout) as ReadableStream<Uint8Array>;
}

function toFailure(error: unknown, { lastWords, hide }: Command): AgentFailedError {
  if (error instanceof AgentFailedError) return error;
  const words = error instanceof Error ? error.message : String(error);
  const last = lastWords === '' ? '' : `; its last words: ${lastWords.slice(-1_000)}`;
  return new AgentFailedError('agent_failed', `${hide(words).slice(0, 1_000)}${last}`, { cause: error });
}

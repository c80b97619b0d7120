/** A call of a tool that waits for a run: what happens is told as progress, and a call that is cancelled may take its run with it. */
import { SdkError, SdkErrorCode, type ServerContext } from '@modelcontextprotocol/server';
import type { LiveNotice, RunId } from '@tutti/protocol';
import type { RunDetail } from '@tutti/protocol/api';
import { waitForRun } from '../wait-for-run.ts';
import type { McpDoor } from './mcp-door.ts';

export interface CallWait {
  readonly run: RunId;
  readonly seconds: number;
  /** The run was begun by this very call, and ends with it. */
  readonly isOwn: boolean;
}

/** A client that hears nothing for a minute gives up. */
const SILENCE_MS = 10_000;

export async function waitInCall(door: McpDoor, context: ServerContext, wait: CallWait): Promise<RunDetail> {
  const { desk, clock } = door;
  const { signal } = context.mcpReq;
  const { run, seconds, isOwn } = wait;
  const progress = new Progress(door, context);
  progress.say(isOwn ? `${run} has begun` : `waiting for ${run}`);
  try {
    const ending = AbortSignal.any([signal, door.leaving]);
    return await waitForRun(desk, run, { clock, seconds, signal: ending, hear: (notice) => progress.hear(notice) });
  } finally {
    progress.close();
    if (isOwn && isCancelled(signal, door))
      await desk.cancel(run, 'the call that began it was cancelled').catch(ignore);
  }
}

/** Where the connection has only broken, the run goes on: whoever asked can come back for it. */
function isCancelled({ aborted, reason }: AbortSignal, { closingCancels, leaving }: McpDoor): boolean {
  if (!aborted || leaving.aborted) return false;
  return closingCancels || !(reason instanceof SdkError && reason.code === SdkErrorCode.ConnectionClosed);
}

/** It has ended by itself, or the server says why not to whoever looks at it. */
function ignore(): void {}

class Progress {
  readonly #context: ServerContext;
  readonly #clock: McpDoor['clock'];
  #callOff: () => void;
  #count = 0;
  #line = '';

  constructor({ clock }: McpDoor, context: ServerContext) {
    this.#context = context;
    this.#clock = clock;
    this.#callOff = this.#awaitSilence();
  }

  hear(notice: LiveNotice): void {
    if (notice.type !== 'step.began') return;
    const { agent, kind, what, name } = notice;
    this.say([agent, `${kind} ${what ?? name}`].filter(Boolean).join(': '));
  }

  close(): void {
    this.#callOff();
  }

  say(line: string): void {
    this.#line = line;
    this.#callOff();
    this.#callOff = this.#awaitSilence();
    const progressToken = this.#context.mcpReq._meta?.progressToken;
    if (progressToken === undefined || this.#context.mcpReq.signal.aborted) return;
    this.#count += 1;
    const params = { progressToken, progress: this.#count, message: line };
    // Nobody may be there any more to hear it.
    this.#context.mcpReq.notify({ method: 'notifications/progress', params }).catch(ignore);
  }

  #awaitSilence(): () => void {
    return this.#clock.at(this.#clock.now() + SILENCE_MS, () => this.say(this.#line));
  }
}

/** A contestant in a process of its own, so that none pays for the garbage of another. It works only when it is asked to. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type Workload = 'alone' | 'at-once' | 'fan';

export interface SideInput {
  readonly kind: 'tutti' | 'bare' | 'mastra-full' | 'mastra-shipped';
  readonly directory: string;
}
export interface SideRequest {
  readonly workload: Workload | 'close';
}
export type SideReply =
  | { readonly opened: true; readonly version: string }
  | { readonly opened: false }
  | { readonly value: number };

const FILE = fileURLToPath(new URL('../children/side-process.ts', import.meta.url));

export class SideProcess implements AsyncDisposable {
  readonly version: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, version: string) {
    this.#child = child;
    this.version = version;
  }

  /** Undefined when the side cannot be opened here; it has said why. */
  static async open(input: SideInput): Promise<SideProcess | undefined> {
    const child = fork(FILE, [JSON.stringify(input)]);
    const reply = await receive(child);
    if ('opened' in reply && reply.opened) return new SideProcess(child, reply.version);
    child.kill();
    return undefined;
  }

  async measure(workload: Workload): Promise<number> {
    this.#child.send({ workload } satisfies SideRequest);
    const reply = await receive(this.#child);
    if ('value' in reply) return reply.value;
    throw new Error(`a side answered ${JSON.stringify(reply)} to ${workload}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.send({ workload: 'close' } satisfies SideRequest);
    await exit;
  }
}

/** Listens no longer than for one reply. */
async function receive(child: ChildProcess): Promise<SideReply> {
  const heard = new AbortController();
  const { signal } = heard;
  const message = once(child, 'message', { signal }).then(([reply]) => reply as SideReply);
  const exit = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a side ended with ${String(code)}`);
  });
  try {
    return await Promise.race([message, exit]);
  } finally {
    heard.abort();
    await Promise.allSettled([message, exit]);
  }
}

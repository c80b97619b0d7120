/** A contestant in a process of its own, so that none pays for the garbage of another. */
import { AskedChild } from '../../report/asked-child.ts';
import type { StepCount, Workload } from './measure-side.ts';
import type { SideInput } from './open-side.ts';

export interface SideRequest {
  readonly ask: Workload | 'count' | 'close';
}
export type SideReply =
  | { readonly opened: true; readonly version: string }
  | { readonly opened: false }
  | { readonly value: number }
  | { readonly count: StepCount };

const FILE = new URL('../children/side-process.ts', import.meta.url);

export class SideProcess implements AsyncDisposable {
  readonly version: string;
  readonly #child: AskedChild<SideRequest, SideReply>;

  private constructor(child: AskedChild<SideRequest, SideReply>, version: string) {
    this.#child = child;
    this.version = version;
  }

  /** Undefined when the side cannot be opened here; it has said why. */
  static async open(input: SideInput): Promise<SideProcess | undefined> {
    const child = new AskedChild<SideRequest, SideReply>(FILE, input);
    const reply = await child.receive();
    if ('opened' in reply && reply.opened) return new SideProcess(child, reply.version);
    child.kill();
    return undefined;
  }

  async measure(workload: Workload): Promise<number> {
    const reply = await this.#child.ask({ ask: workload });
    if ('value' in reply) return reply.value;
    throw new Error(`a side answered ${JSON.stringify(reply)} to ${workload}`);
  }

  async countSteps(): Promise<StepCount> {
    const reply = await this.#child.ask({ ask: 'count' });
    if ('count' in reply) return reply.count;
    throw new Error(`a side answered ${JSON.stringify(reply)} when asked for what it stored`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child.close({ ask: 'close' });
  }
}

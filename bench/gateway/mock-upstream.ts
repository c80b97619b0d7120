import { AskedChild } from '../report/asked-child.ts';
import type { MockReply, MockRequest } from './children/mock-upstream.ts';

/** The answering server in a process of its own. */
export class MockUpstream implements AsyncDisposable {
  readonly url: string;
  readonly #child: AskedChild<MockRequest, MockReply>;

  private constructor(child: AskedChild<MockRequest, MockReply>, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}/v1`;
  }

  static async start(): Promise<MockUpstream> {
    const file = new URL('children/mock-upstream.ts', import.meta.url);
    const child = new AskedChild<MockRequest, MockReply & { readonly port: number }>(file, null);
    const { port } = await child.receive();
    return new MockUpstream(child, port);
  }

  async cpuMs(): Promise<number> {
    return (await this.#child.ask({ do: 'tell' })).cpuMs;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child.close({ do: 'end' });
  }
}

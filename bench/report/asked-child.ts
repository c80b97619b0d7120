/** A process that works only when it is asked to, one thing at a time. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export class AskedChild<Request extends object, Reply> {
  readonly #child: ChildProcess;
  readonly #name: string;

  constructor(file: URL, input: unknown) {
    this.#name = fileURLToPath(file);
    // What the peers' dependencies are going to drop is not news for whoever runs the benchmark.
    const execArgv = ['--disable-warning=DeprecationWarning'];
    this.#child = fork(this.#name, [JSON.stringify(input)], { execArgv });
  }

  ask(request: Request): Promise<Reply> {
    this.#child.send(request);
    return this.receive();
  }

  /** Listens no longer than for one reply. */
  async receive(): Promise<Reply> {
    const heard = new AbortController();
    const { signal } = heard;
    const message = once(this.#child, 'message', { signal }).then(([reply]) => reply as Reply);
    const exit = once(this.#child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${this.#name} ended with ${String(code)}`);
    });
    try {
      return await Promise.race([message, exit]);
    } finally {
      heard.abort();
      await Promise.allSettled([message, exit]);
    }
  }

  /** The last request, after which it ends by itself. */
  async close(request: Request): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.send(request);
    await exit;
  }

  kill(): void {
    this.#child.kill();
  }
}

/** In the child: answers each request, and ends when whoever asks is gone, whatever timers are still set. */
export function serveRequests<Request>(serve: (request: Request) => Promise<void>): void {
  process.on('message', (request: Request) => void serve(request));
  process.on('disconnect', () => process.exit());
}

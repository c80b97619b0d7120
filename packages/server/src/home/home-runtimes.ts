/** The agents of an installation that work elsewhere. Whoever asks none of them does not wait for what speaks with them to be loaded. */
import { join } from 'node:path';
import type { OpenedRuntimes } from '@tutti/adapters/runtimes';
import type { Runtimes, Toolbox, ToolPolicy } from '@tutti/engine';
import type { Agent, RuntimeView } from '@tutti/protocol';
import { SecretBook } from '../credentials/secret-book.ts';

const CONNECTORS = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'connectors');

/** Where nothing else of a home is opened. */
export async function viewRuntime(directory: string, agent: Agent): Promise<RuntimeView> {
  await using runtimes = new HomeRuntimes({ directory, secrets: new SecretBook() });
  return await runtimes.view(agent);
}

export interface HomeRuntimesParts {
  /** The data directory: runtimes.yaml lies there. */
  readonly directory: string;
  readonly toolbox?: Toolbox;
  readonly policy?: ToolPolicy;
  readonly secrets: SecretBook;
}

export class HomeRuntimes implements Runtimes, AsyncDisposable {
  readonly #parts: HomeRuntimesParts;
  #opened: Promise<OpenedRuntimes> | undefined;

  constructor(parts: HomeRuntimesParts) {
    this.#parts = parts;
  }

  readonly choose: Runtimes['choose'] = async (agent) => (await this.#open()).choose(agent);
  readonly connect: Runtimes['connect'] = async (agent, terms) => (await this.#open()).connect(agent, terms);
  readonly view: Runtimes['view'] = async (agent) => {
    if (agent.runtime === 'llm' && agent.product === undefined) return { kind: 'llm', state: 'ready' };
    return (await this.#open()).view(agent);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#opened)?.close();
  }

  #open(): Promise<OpenedRuntimes> {
    const { directory, toolbox, policy, secrets } = this.#parts;
    this.#opened ??= import('@tutti/adapters/runtimes').then(({ openRuntimes }) =>
      openRuntimes({
        file: join(directory, 'runtimes.yaml'),
        directory,
        connectors: CONNECTORS,
        toolbox,
        policy,
        scratch: join(directory, 'commands'),
        onSecret: (secret) => secrets.add([secret]),
      }),
    );
    return this.#opened;
  }
}

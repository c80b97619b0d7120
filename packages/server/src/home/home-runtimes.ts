/** The agents of an installation that work elsewhere. Whoever asks none of them does not wait for what speaks with them to be loaded. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedRuntimes } from '@tutti/adapters/runtimes';
import type { Clock, Runtimes, Store } from '@tutti/engine';
import type { Agent, RuntimeView } from '@tutti/protocol';
import { SecretBook } from '../credentials/secret-book.ts';
import type { HomeTools } from './home-tools.ts';
import type { LiveHub } from './live-hub.ts';
import { ScratchKeeper } from './scratch-keeper.ts';

const CONNECTORS = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'connectors');

/** Where nothing else of a home is opened. */
export async function viewRuntime(directory: string, agent: Agent): Promise<RuntimeView> {
  await using runtimes = new HomeRuntimes({ directory, secrets: new SecretBook() });
  return await runtimes.view(agent);
}

export interface HomeRuntimesParts {
  /** The data directory: runtimes.yaml lies there. */
  readonly directory: string;
  readonly secrets: SecretBook;
  readonly tools?: Pick<HomeTools, 'toolbox' | 'rules'>;
  /** Where runs are driven: what their commands leave behind is removed when they end. */
  readonly hub?: LiveHub;
  readonly store?: Store;
  readonly clock?: Clock;
}

export class HomeRuntimes implements Runtimes, AsyncDisposable {
  readonly #parts: HomeRuntimesParts;
  readonly #scratch: ScratchKeeper | undefined;
  #opened: Promise<OpenedRuntimes> | undefined;

  constructor(parts: HomeRuntimesParts) {
    this.#parts = parts;
    const { directory, hub, store, clock } = parts;
    const onProblem = (error: Error) => hub?.report({ error, run: undefined });
    this.#scratch = hub && store && clock && new ScratchKeeper({ directory, hub, store, clock, onProblem });
  }

  readonly choose: Runtimes['choose'] = async (agent) => (await this.#open()).choose(agent);
  readonly connect: Runtimes['connect'] = async (agent, terms) => (await this.#open()).connect(agent, terms);
  readonly view: Runtimes['view'] = async (agent) => {
    if (agent.runtime === 'llm' && agent.product === undefined) return { kind: 'llm', state: 'ready' };
    return (await this.#open()).view(agent);
  };

  /** Why runtimes.yaml as it is cannot be used. */
  async findProblem(): Promise<Error | undefined> {
    // Where there is none, what reads it need not be loaded.
    const isThere = await stat(join(this.#parts.directory, 'runtimes.yaml')).catch(() => undefined);
    if (!isThere) return undefined;
    return (await this.#open()).check().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scratch?.[Symbol.asyncDispose]();
    (await this.#opened)?.close();
  }

  #open(): Promise<OpenedRuntimes> {
    const { directory, tools, secrets } = this.#parts;
    this.#opened ??= import('@tutti/adapters/runtimes').then(({ openRuntimes }) =>
      openRuntimes({
        file: join(directory, 'runtimes.yaml'),
        directory,
        connectors: CONNECTORS,
        toolbox: tools?.toolbox,
        policy: tools?.rules.policy,
        scratch: join(directory, 'commands'),
        onSecret: (secret) => secrets.add([secret]),
      }),
    );
    return this.#opened;
  }
}

/**
 * The agents of an installation: those that come with Tutti, and those in the folder `agents` of the data directory. A file that is put
 * there, changed or taken away counts from the next look on, without a restart; runs that have begun keep what they began with.
 */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type AgentFile,
  assertNamedOnce,
  listAgentFiles,
  readAgentFile,
  readAgentFolder,
} from '@tutti/adapters/agents';
import { type AgentBook, type Clock, createAgentBook, InvalidInputError } from '@tutti/engine';
import type { Agent } from '@tutti/protocol';

/** The agents that can be asked here, and what is wrong with files of the user's own, each with its file and how to mend it. */
export interface Agents extends AgentBook {
  readonly problems: readonly string[];
}

/** An agent that counts as far as files go, and where it comes from. */
export interface CatalogueEntry {
  readonly agent: Agent;
  readonly kind: 'shipped' | 'file';
  /** Below the user's own folder. */
  readonly file?: string;
}

export interface AgentPlaces {
  /** What comes with this version. */
  readonly shipped: string;
  /** The user's own; need not exist. */
  readonly own: string | undefined;
}

export interface AgentCatalogueOptions extends AgentPlaces {
  readonly clock: Clock;
  /** Told once for each state of a file that cannot be used. */
  readonly onProblem: (error: Error) => void;
}

const LOOK_EVERY_MS = 2_000;

export class AgentCatalogue implements Agents, Disposable {
  readonly #options: AgentCatalogueOptions;
  readonly #shipped: readonly Agent[];
  #book: AgentBook;
  #entries: readonly CatalogueEntry[];
  #onChange = () => {};
  #problems: readonly string[] = [];
  /** Of every file: when it was last seen how. */
  #seen = '';
  /** Each file's last version that could be used. */
  #good: ReadonlyMap<string, AgentFile> = new Map();
  #stopWaiting = () => {};
  #isClosed = false;

  private constructor(options: AgentCatalogueOptions, shipped: readonly Agent[]) {
    this.#options = options;
    this.#shipped = shipped;
    this.#book = createAgentBook(shipped);
    this.#entries = shipped.map((agent) => ({ agent, kind: 'shipped' }));
  }

  static async open(options: AgentCatalogueOptions): Promise<AgentCatalogue> {
    const catalogue = new AgentCatalogue(options, await readAgentFolder(options.shipped));
    await catalogue.look();
    return catalogue;
  }

  get(id: string): Agent {
    return this.#book.get(id);
  }

  list(): readonly Agent[] {
    return this.#book.list();
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  /** The same list as long as nothing has changed. */
  get entries(): readonly CatalogueEntry[] {
    return this.#entries;
  }

  /** Told after each change of the files. */
  listen(onChange: () => void): void {
    this.#onChange = onChange;
  }

  /** From now on it looks again by itself, until it is closed. */
  watch(): void {
    const { clock, onProblem } = this.#options;
    this.#stopWaiting = clock.at(clock.now() + LOOK_EVERY_MS, () => {
      this.look()
        .catch((error: unknown) => onProblem(toError(error)))
        .finally(() => {
          if (!this.#isClosed) this.watch();
        });
    });
  }

  /** Reads again what has changed. */
  async look(): Promise<void> {
    const { own: folder } = this.#options;
    if (folder === undefined) return;
    const problems: Error[] = [];
    const files = await listOwnFiles(folder).catch((error: unknown) => {
      problems.push(toError(error));
      return [...this.#good.keys()];
    });
    const described = await Promise.all(files.map((file) => describeFile(join(folder, file))));
    const seen = [...described, ...problems.map(({ message }) => message)].join('\n');
    if (seen === this.#seen) return;
    this.#seen = seen;
    const good = new Map<string, AgentFile>();
    const broken = new Set<string>();
    for (const file of files) {
      const read = await this.#read({ folder, file }, problems);
      if (read) good.set(file, read);
      else broken.add(basename(file, '.md'));
    }
    const usable = toUsable([...good.values()], this.#shipped, problems);
    const own = usable.map(({ agent }) => agent);
    this.#good = good;
    // Whoever narrowed a shipped agent is not to get the wide one back by a slip of the pen.
    const shipped = this.#shipped.filter(({ id }) => !broken.has(id));
    const rest = giveWay(shipped, own);
    this.#book = createAgentBook([...rest, ...own]);
    this.#entries = [
      ...usable.map(({ agent, file }) => ({ agent, kind: 'file' as const, file })),
      ...rest.map((agent) => ({ agent, kind: 'shipped' as const })),
    ];
    this.#problems = problems.map(({ message }) => message);
    for (const problem of problems) this.#options.onProblem(problem);
    this.#onChange();
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#stopWaiting();
  }

  /** Half of a file, as an editor may leave it for a moment, does not take an agent away. */
  async #read({ folder, file }: Record<'folder' | 'file', string>, problems: Error[]): Promise<AgentFile | undefined> {
    try {
      return await readAgentFile(folder, file);
    } catch (error) {
      const before = this.#good.get(file);
      const id = basename(file, '.md');
      const isShipped = this.#shipped.some((agent) => agent.id === id);
      const kept = before
        ? ' Until it is mended, what it held before goes on to count.'
        : isShipped
          ? ` Until it is mended, there is no agent ${id}.`
          : '';
      problems.push(new InvalidInputError(`${toError(error).message}${kept}`, file, { cause: error }));
      return before;
    }
  }
}

/** Without a folder there are none. */
async function listOwnFiles(folder: string): Promise<readonly string[]> {
  try {
    return await listAgentFiles(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

async function describeFile(path: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined);
  return `${path} ${facts?.mtimeMs} ${facts?.ctimeMs} ${facts?.size}`;
}

/** One by one, so that a file which takes a name that is taken costs nobody else. */
function toUsable(files: readonly AgentFile[], shipped: readonly Agent[], problems: Error[]): AgentFile[] {
  const usable: AgentFile[] = [];
  const shippedIds = new Set(shipped.map(({ id }) => id));
  for (const each of files) {
    const { file, agent } = each;
    try {
      assertNamedOnce([...usable, each]);
      const taken = agent.aliases.find((alias) => alias !== agent.id && shippedIds.has(alias));
      if (taken !== undefined)
        throw new InvalidInputError(
          `${file} takes ${taken} as an alias, which is the id of an agent that comes with Tutti. Take it away.`,
          file,
        );
      usable.push(each);
    } catch (error) {
      problems.push(toError(error));
    }
  }
  return usable;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** An agent of the user's own takes the place of the shipped one with its id, and any alias that it wants. */
function giveWay(shipped: readonly Agent[], own: readonly Agent[]): Agent[] {
  const ids = new Set(own.map(({ id }) => id));
  const names = new Set(own.flatMap(({ id, aliases }) => [id, ...aliases]));
  return shipped
    .filter(({ id }) => !ids.has(id))
    .map((agent) => ({ ...agent, aliases: agent.aliases.filter((alias) => !names.has(alias)) }));
}

/** The rules of `tools.yaml` in the data directory, as they are now: a change counts from the next call of a tool on, without a restart. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readToolRules, writeToolRules } from '@tutti/adapters/tools';
import { type Clock, createToolPolicy, type ToolPolicy } from '@tutti/engine';
import { NO_TOOL_RULES, type ToolRules } from '@tutti/protocol';

export interface HomeToolRulesOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Told once for each state of the file that cannot be used: the rules that were there before go on to count. */
  readonly onProblem: (error: Error) => void;
}

const LOOK_EVERY_MS = 2_000;
/** In the place of what tells one state of the file from another. */
const NONE = 'none';

export class HomeToolRules implements Disposable {
  readonly path: string;
  readonly policy: ToolPolicy = createToolPolicy(() => this.rules);
  rules: ToolRules = NO_TOOL_RULES;
  /** Why the file as it is cannot be used: the rules that were there before go on to count. */
  problem: Error | undefined;
  readonly #options: HomeToolRulesOptions;
  #seen = NONE;
  #wasMissed = false;
  #stopWaiting = () => {};
  #isClosed = false;

  private constructor(options: HomeToolRulesOptions) {
    this.#options = options;
    this.path = join(options.directory, 'tools.yaml');
  }

  /** Throws where the file cannot be used: an installation does not start without the rules that somebody wrote for it. */
  static async open(options: HomeToolRulesOptions): Promise<HomeToolRules> {
    const opened = new HomeToolRules(options);
    opened.#seen = await opened.#mark();
    opened.rules = await readToolRules(opened.path);
    return opened;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#stopWaiting();
  }

  /** Puts these in the place of all that there are. */
  async replace(rules: ToolRules): Promise<void> {
    await writeToolRules(this.path, rules);
    this.#seen = await this.#mark();
    this.rules = rules;
    this.problem = undefined;
  }

  /** Reads the file where it is another one than before. */
  async look(): Promise<void> {
    const seen = await this.#mark();
    // Some editors take a file away for a moment to write it anew: until it is missed twice its rules count.
    const isMissed = seen === NONE && this.#seen !== NONE && !this.#wasMissed;
    this.#wasMissed = isMissed;
    if (seen === this.#seen || isMissed) return;
    this.#seen = seen;
    try {
      this.rules = await readToolRules(this.path);
      this.problem = undefined;
    } catch (error) {
      this.problem = error instanceof Error ? error : new Error(String(error));
      this.#options.onProblem(this.problem);
    }
  }

  /** From now on it looks again by itself, until it is closed. */
  watch(): void {
    if (this.#isClosed) return;
    const { clock } = this.#options;
    this.#stopWaiting = clock.at(clock.now() + LOOK_EVERY_MS, () => void this.look().finally(() => this.watch()));
  }

  async #mark(): Promise<string> {
    try {
      const { ino, size, mtimeMs, ctimeMs } = await stat(this.path);
      return [ino, size, mtimeMs, ctimeMs].join(' ');
    } catch {
      // What is wrong with it, reading it tells.
      return NONE;
    }
  }
}

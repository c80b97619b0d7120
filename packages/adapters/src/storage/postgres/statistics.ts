import type { Database } from './database.ts';

/** When the tables have grown so far that what the planner knows of them no longer holds. Later the server looks often enough by itself. */
const LOOK_AT = [50, 1_000, 20_000];

const ANALYZE = { name: 'analyze', text: 'ANALYZE runs, events, executions, signals, accounts' };

/**
 * Plans that were made while the tables were empty may go by any index, and each connection keeps them until the tables are analyzed,
 * which the server does after a minute at the earliest. So whoever fills new tables asks for it.
 */
export class Statistics {
  readonly #database: Database;
  #written = 0;
  #looks = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  onWritten(runs: number): void {
    this.#written += runs;
    const next = LOOK_AT[this.#looks];
    if (next === undefined || this.#written < next) return;
    this.#looks += 1;
    // Where it does not go through, the plans stay as they are until the server looks itself.
    void this.#database.ask(ANALYZE).catch(() => undefined);
  }
}

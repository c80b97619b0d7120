import type { Clock, Random } from '@tutti/engine';
import type { Config } from './config.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CommonOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

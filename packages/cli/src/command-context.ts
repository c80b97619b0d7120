import type { Clock, Random } from '@tutti/engine';
import type { Environment } from './config.ts';
import type { Config } from './parse-config.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
}

/** For commands that must work whatever the configuration is. */
export interface BareContext {
  readonly environment: Environment;
  readonly terminal: Terminal;
}

export interface CommonOptions {
  readonly dataDir?: string;
  readonly server?: string;
  readonly json?: boolean;
}

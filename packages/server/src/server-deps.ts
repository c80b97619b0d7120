import type { Clock, Random } from '@tutti/engine';
import type { Logger } from 'pino';
import type { AccessDesk } from './access/access-desk.ts';
import type { ServerConfig } from './config/server-config.ts';
import type { Home } from './home/open-home.ts';
import type { LiveDesk } from './live/live-desk.ts';
import type { ServerLife } from './server-life.ts';

/** What every handler works with. */
export interface ServerDeps {
  readonly home: Home;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: ServerConfig;
  readonly log: Logger;
  readonly access: AccessDesk;
  readonly live: LiveDesk;
  readonly life: ServerLife;
}

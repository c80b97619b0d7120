import type { Clock } from '@tutti/engine';
import type { Logger } from 'pino';
import type { Home } from '../home/open-home.ts';
import type { LiveLimits } from './live-limits.ts';
import type { TopicSources } from './topic-sources.ts';

/** What every connection works with. */
export interface LivePorts {
  readonly home: Pick<Home, 'engine' | 'store'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: LiveLimits;
  readonly sources: TopicSources;
  readonly heartbeatMs: number;
}

/** Somebody outside who wants something of the server, and asks again until it is answered. */
import { type Principal, TenantId, UserId } from '@tutti/protocol';
import type { Engine } from '../../create-engine.ts';
import { EngineError } from '../../errors.ts';
import type { SimClock } from '../sim-clock.ts';
import type { SimProcess } from './sim-process.ts';

export const PRINCIPAL: Principal = {
  tenant: TenantId.parse(`ten_${'0'.repeat(36)}`),
  user: UserId.parse(`usr_${'0'.repeat(36)}`),
  rights: ['view', 'use', 'manage'],
};

const ASK_AGAIN_MS = 40;

export interface ClientSide {
  readonly clock: SimClock;
  /** The server that answers right now. */
  findServer(): SimProcess;
  /** A failure of the store that came back as the answer. */
  onRefused(error: unknown): void;
}

/** Resolves when the wish was granted, or refused for a reason that asking again does not change. */
export async function ask(
  side: ClientSide,
  wish: (engine: Engine) => Promise<unknown>,
): Promise<'granted' | 'refused'> {
  for (;;) {
    const server = side.findServer();
    const granted = wish(server.engine).then(
      () => 'granted' as const,
      (error: unknown) => {
        side.onRefused(error);
        return error instanceof EngineError && error.code !== 'engine_closed' ? ('refused' as const) : undefined;
      },
    );
    const answer = await Promise.race([granted, server.gone]);
    if (answer) return answer;
    await new Promise<void>((resolve) => side.clock.at(side.clock.now() + ASK_AGAIN_MS, resolve));
  }
}

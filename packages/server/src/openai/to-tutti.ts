/** What Tutti tells beyond what OpenAI does: in a field of its own, and in headers. */
import { REHEARSAL, type RunId } from '@tutti/protocol';
import { toMoney } from '@tutti/protocol/api';
import type { Answered } from './asked.ts';

export interface TuttiFacts {
  readonly model: string;
  readonly cost_usd: string;
  /** Tokens or price had to be estimated. */
  readonly estimated: boolean;
  readonly run: RunId;
  /** Why this model answered; absent where an agent used none. */
  readonly route?: {
    readonly because: string;
    readonly complexity: string;
    readonly free: boolean;
    readonly local: boolean;
    readonly key?: string | undefined;
    readonly instead_of?: string | undefined;
  };
}

export function toTuttiFacts({ model, run, route, usage }: Answered): TuttiFacts {
  return {
    model: route?.model ?? model,
    cost_usd: toMoney(usage.costNanoUsd),
    estimated: usage.estimated ?? false,
    run,
    ...(route && {
      route: {
        because: route.because,
        complexity: route.complexity,
        // What the stand-in says is neither a free model's nor a local one's.
        free: route.free && route.model !== REHEARSAL,
        local: route.local && route.model !== REHEARSAL,
        key: route.key,
        instead_of: route.insteadOf,
      },
    }),
  };
}

export function toTuttiHeaders(answered: Answered): Record<string, string> {
  const { model, cost_usd, estimated, run, route } = toTuttiFacts(answered);
  return {
    'x-tutti-run': run,
    'x-tutti-model': encodeURI(model),
    'x-tutti-cost-usd': cost_usd,
    'x-tutti-estimated': String(estimated),
    ...(route && { 'x-tutti-route': route.because }),
  };
}

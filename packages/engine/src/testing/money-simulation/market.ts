/**
 * Models for sale, dear and cheap, that answer, refuse, break off and fall silent by chance: the same attempt of the same
 * step fares the same in whichever process it is made. What each attempt really needs is kept, so that decisions can be judged.
 */
import { type Amount, type RouteRecord, toAmount, type Usage } from '@tutti/protocol';
import { BudgetExceededError } from '../../errors.ts';
import { ModelFailedError, NoRouteError } from '../../model-errors.ts';
import type { AttemptWish, CallWish, ChosenRoute, LogicalCall, Models } from '../../models/models.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelCall } from '../../ports/model.ts';
import { sha256 } from '../../run/sha256.ts';
import { SimRandom } from '../sim-random.ts';
import { CallNeed, DEAREST, type TokenPrice } from './money-tree.ts';

interface Ware {
  readonly model: string;
  readonly price: TokenPrice;
}
/** The best first. */
const WARES: readonly [Ware, ...Ware[]] = [
  { model: 'dear/large', price: DEAREST },
  { model: 'fair/middle', price: { input: 800, output: 4_000 } },
  { model: 'cheap/small', price: { input: 150, output: 600 } },
];
/** Fewer are no answer. */
const LEAST_OUTPUT = 16;

type Fate = 'answered' | 'rate_limited' | 'cut' | 'unreachable' | 'overloaded';

export interface MarketOptions {
  readonly seed: number;
  /** How long a call takes at most. */
  readonly latencyMs: number;
  /** How often a call comes to nothing. */
  readonly failRate: number;
}

/** One for all processes: what it knows is the truth about what was used. */
export class Market {
  readonly #options: MarketOptions;
  readonly #needs = new Map<string, Amount>();
  /** Attempts that had to wait: once is enough. */
  readonly #awaited = new Set<string>();
  /** Calls that reached a model. */
  sent = 0;
  answered = 0;

  constructor(options: MarketOptions) {
    this.#options = options;
  }

  /** What an attempt will have used, as far as it was ever made. */
  needOf(attempt: string): Amount | undefined {
    return this.#needs.get(attempt);
  }

  /** As one process sees it: `isAlive` ends with it, its clock too. */
  open(process: { readonly isAlive: boolean; readonly clock: Clock }): Models {
    return {
      open: (wish) => this.#openCall(wish, process),
      look: () => Promise.reject(new Error('nobody looks at this market')),
      confirm: () => {},
      health: () => [],
    };
  }

  #openCall(wish: CallWish, process: { readonly isAlive: boolean; readonly clock: Clock }): LogicalCall {
    const first = new SimRandom(toSeed(`${this.#options.seed}/${wish.run}/${wish.path}`));
    const stand: Stand = { ware: first.chance(0.7) ? 0 : 1, output: undefined };
    return {
      next: async ({ number, refused }) => {
        const need = await readNeed(wish);
        const random = new SimRandom(toSeed(`${this.#options.seed}/${wish.run}/${wish.path}/${number}`));
        const attempt = `${wish.run}/${wish.path}/${number}`;
        if (random.chance(this.#options.failRate / 4) && !this.#awaited.has(attempt)) {
          this.#awaited.add(attempt);
          throw new NoRouteError(process.clock.now() + random.between(500, 5_000), []);
        }
        const step = refused && lower(stand, need, refused);
        return this.#toRoute({ ...toOffer(stand, need), wish, step, attempt, random, clock: process.clock });
      },
    };
  }

  #toRoute(offer: Offer): ChosenRoute {
    const { ware, need, output, step } = offer;
    const worstCase = toWorst(ware, need, output);
    const fate = drawFate(offer.random, this.#options.failRate);
    const whole = toUsage(ware, need.input, Math.min(need.output, output));
    const used = fate === 'cut' ? toUsage(ware, need.input, Math.ceil(whole.outputTokens / 2)) : whole;
    this.#needs.set(
      offer.attempt,
      fate === 'answered' || fate === 'cut' ? toAmount(used) : { tokens: 0, costNanoUsd: 0 },
    );
    const record: RouteRecord = {
      model: ware.model,
      key: 'main',
      complexity: offer.wish.complexity,
      because: step === 'cheaper' ? 'cheaper' : 'strongest',
      free: false,
      local: false,
      maxOutputTokens: output,
      worstCase,
      passedOver: [],
    };
    return {
      record,
      worstCase,
      ...(step && { step }),
      toSpent: (usage) => ({ model: ware.model, key: 'main', usage, free: false, local: false }),
      answer: (call) => this.#answer(offer, { fate, used }, call),
    };
  }

  async #answer(offer: Offer, { fate, used }: { fate: Fate; used: Usage }, { signal, onDelta }: ModelCall) {
    this.sent++;
    await this.#takeTime(offer, signal);
    if (fate === 'answered') {
      this.answered++;
      onDelta('bought');
      return { text: 'bought', toolCalls: [], finish: 'stop', usage: used, labels: [] } as const;
    }
    const more = fate === 'cut' ? { used } : {};
    const elsewhere = fate === 'rate_limited' || fate === 'cut';
    throw new ModelFailedError(`the market plays ${fate}`, { class: fate, elsewhere, ...more });
  }

  /** Where its process is gone nobody hears of it any more. */
  async #takeTime({ random, clock }: Offer, signal: AbortSignal): Promise<void> {
    const ms = random.between(Math.ceil(this.#options.latencyMs / 10), this.#options.latencyMs);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const callOff = clock.at(clock.now() + ms, resolve);
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await promise;
    } finally {
      callOff();
      signal.removeEventListener('abort', stop);
    }
  }
}

interface Stand {
  ware: number;
  output: number | undefined;
}

interface Offer {
  readonly ware: Ware;
  readonly need: CallNeed;
  readonly output: number;
  readonly wish: CallWish;
  readonly step: ChosenRoute['step'] | undefined;
  readonly attempt: string;
  readonly random: SimRandom;
  readonly clock: Clock;
}

async function readNeed(wish: CallWish): Promise<CallNeed> {
  const { messages } = await wish.read();
  return CallNeed.parse(JSON.parse(messages[0]?.text ?? ''));
}

function toOffer({ ware: index, output }: Stand, need: CallNeed) {
  return { ware: WARES[index] ?? WARES[0], need, output: output ?? need.outputLimit };
}

/** Something cheaper that fits, then the cheapest with as few tokens as fit. */
function lower(stand: Stand, need: CallNeed, refused: NonNullable<AttemptWish['refused']>): 'cheaper' | 'fewer_tokens' {
  const { ladder: allowed = ['cheaper', 'fewer_tokens'], left, account } = refused;
  const fits = ({ tokens, costNanoUsd }: Amount) =>
    tokens <= (left.tokens ?? Infinity) && costNanoUsd <= (left.costNanoUsd ?? Infinity);
  if (allowed.includes('cheaper')) {
    while (stand.ware < WARES.length - 1) {
      stand.ware++;
      const { ware, output } = toOffer(stand, need);
      if (fits(toWorst(ware, need, output))) return 'cheaper';
    }
  }
  const { ware } = toOffer(stand, need);
  const most = Math.min(
    (left.tokens ?? Infinity) - need.inputBound,
    ((left.costNanoUsd ?? Infinity) - need.inputBound * ware.price.input) / ware.price.output,
  );
  const output = Math.floor(most);
  if (!allowed.includes('fewer_tokens') || output < LEAST_OUTPUT || output >= toOffer(stand, need).output)
    throw new BudgetExceededError(account, left);
  stand.output = output;
  return 'fewer_tokens';
}

function toWorst({ price }: Ware, { inputBound }: CallNeed, output: number): Amount {
  return { tokens: inputBound + output, costNanoUsd: inputBound * price.input + output * price.output };
}

function toUsage({ price }: Ware, input: number, output: number): Usage {
  return { inputTokens: input, outputTokens: output, costNanoUsd: input * price.input + output * price.output };
}

function drawFate(random: SimRandom, failRate: number): Fate {
  if (!random.chance(failRate)) return 'answered';
  return random.pick(['rate_limited', 'rate_limited', 'cut', 'cut', 'overloaded', 'unreachable']);
}

function toSeed(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16);
}

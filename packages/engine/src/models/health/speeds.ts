/** How fast a route answers, as the middle of its latest answers. */
export interface Pace {
  readonly firstTokenMs: number;
  /** Absent where an answer came all at once. */
  readonly tokensPerSecond?: number;
}

const KEPT = 15;
/** What an ordinary answer has. */
const ORDINARY_TOKENS = 200;
const PLAIN_TOKENS_PER_SECOND = 50;

export class Speeds {
  readonly #latest: Pace[] = [];
  /** Reckoned when somebody asks: an answer is added far more often. */
  #middle: Pace | undefined;

  add(pace: Pace): void {
    this.#middle = undefined;
    this.#latest.push(pace);
    if (this.#latest.length > KEPT) this.#latest.shift();
  }

  read(): Pace | undefined {
    this.#middle ??= this.#findMiddle();
    return this.#middle;
  }

  #findMiddle(): Pace | undefined {
    const firstTokenMs = middleOf(this.#latest.map((pace) => pace.firstTokenMs));
    if (firstTokenMs === undefined) return undefined;
    const tokensPerSecond = middleOf(this.#latest.flatMap((pace) => pace.tokensPerSecond ?? []));
    return { firstTokenMs, ...(tokensPerSecond !== undefined && { tokensPerSecond }) };
  }
}

/** How long an ordinary answer takes. */
function toTookMs({ firstTokenMs, tokensPerSecond = PLAIN_TOKENS_PER_SECOND }: Pace): number {
  return firstTokenMs + (ORDINARY_TOKENS * 1_000) / Math.max(tokensPerSecond, 0.1);
}

/** By route, reckoned for whoever asks. */
export function toTimes(speeds: ReadonlyMap<string, Speeds>): Pick<ReadonlyMap<string, number>, 'get' | 'size'> {
  return {
    get size() {
      return speeds.size;
    },
    get: (id) => {
      const pace = speeds.get(id)?.read();
      return pace && toTookMs(pace);
    },
  };
}

function middleOf(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

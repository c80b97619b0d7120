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

  add(pace: Pace): void {
    this.#latest.push(pace);
    if (this.#latest.length > KEPT) this.#latest.shift();
  }

  read(): Pace | undefined {
    const firstTokenMs = middleOf(this.#latest.map((pace) => pace.firstTokenMs));
    if (firstTokenMs === undefined) return undefined;
    const tokensPerSecond = middleOf(this.#latest.flatMap((pace) => pace.tokensPerSecond ?? []));
    return { firstTokenMs, ...(tokensPerSecond !== undefined && { tokensPerSecond }) };
  }
}

/** How long an ordinary answer takes. */
export function toTookMs({ firstTokenMs, tokensPerSecond = PLAIN_TOKENS_PER_SECOND }: Pace): number {
  return firstTokenMs + (ORDINARY_TOKENS * 1_000) / Math.max(tokensPerSecond, 0.1);
}

function middleOf(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

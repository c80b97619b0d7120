/**
 * Keeps books of its own, from nothing but what is asked of the store and what it answers: so it notices when an account is
 * overdrawn at any moment, and when a call was refused that would have fitted.
 */
import {
  type AccountRef,
  addAmounts,
  type Amount,
  type Budget,
  type BudgetPeriod,
  type BudgetRule,
  type Instant,
  NOTHING,
  type RunId,
} from '@tutti/protocol';
import { startOfPeriod } from '../../budget/budget-period.ts';
import type { Reservation, ReservationVerdict } from '../../ports/accounts.ts';
import type { Append } from '../../ports/journal.ts';
import type { Store } from '../../ports/store.ts';

/** One account in one of its periods. */
export interface Book {
  readonly level: string;
  readonly account: string;
  limit: Budget;
  spent: Amount;
  readonly open: Map<string, { readonly amount: Amount; readonly need: Amount }>;
}

export interface Verdicts {
  granted: number;
  blocked: number;
  /** Also where something cheaper was granted instead. */
  refused: number;
  mostOpen: number;
}

/** The last word about an attempt was no. */
interface Refusal {
  readonly book: Book;
  /** It fitted beside what is truly needed: others had set aside more than that. */
  readonly wrong: boolean;
  /** What it would have used fitted, but nobody could know how much that is. */
  readonly careful: boolean;
}

export interface AuditorOptions {
  now(): Instant;
  /** What an attempt will really have used; `run/path/number`. */
  needOf(attempt: string): Amount | undefined;
}

const SHORT: Record<BudgetPeriod, number> = { hour: 0, day: 1, month: 2, total: 3 };

export class Auditor {
  readonly books = new Map<string, Book>();
  readonly verdicts: Verdicts = { granted: 0, blocked: 0, refused: 0, mostOpen: 0 };
  readonly violations: string[] = [];
  readonly #options: AuditorOptions;
  readonly #rules: BudgetRule[] = [];
  readonly #runs = new Map<string, { readonly limit: Budget; readonly parent: string | undefined }>();
  readonly #held = new Map<string, readonly Book[]>();
  readonly #refused = new Map<string, Refusal>();

  constructor(options: AuditorOptions) {
    this.#options = options;
  }

  addRule(rule: BudgetRule): void {
    this.#rules.push(rule);
  }

  /** Calls that were not allowed in the end, and those of them that would have fitted. */
  get refusals(): { readonly final: number; readonly wrong: number; readonly careful: number } {
    const all = [...this.#refused.values()];
    const count = (what: 'wrong' | 'careful') => all.filter((refusal) => refusal[what]).length;
    return { final: all.length, wrong: count('wrong'), careful: count('careful') };
  }

  /** Those that wanted more than there was. */
  get exhausted(): ReadonlySet<Book> {
    return new Set([...this.#refused.values()].map(({ book }) => book));
  }

  /** The store, with its eyes on what passes. */
  watch(store: Store): Store {
    return new Proxy(store, {
      get: (target, name, receiver) => {
        if (name === 'reserve') return async (wish: Reservation) => this.#hear(wish, await target.reserve(wish));
        if (name === 'submit')
          return async (...[wish]: Parameters<Store['submit']>) => {
            this.#runs.set(wish.run, wish.account);
            return target.submit(wish);
          };
        if (name === 'append') return async (append: Append) => this.#settle(append, await target.append(append));
        if (name === 'park')
          return async (...args: Parameters<Store['park']>) => {
            const answer = await target.park(...args);
            if (answer === 'parked') this.#settle(args[0], undefined);
            return answer;
          };
        const value: unknown = Reflect.get(target, name, receiver);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  #hear(wish: Reservation, verdict: ReservationVerdict): ReservationVerdict {
    const { run, id, amount } = wish;
    const books = this.#find(run, wish.accounts ?? []);
    const need = this.#options.needOf(toAttempt(id)) ?? amount;
    if (verdict.status === 'blocked') this.verdicts.blocked++;
    if (verdict.status === 'refused') this.#judge(books, verdict, { id, asked: amount, need });
    if (verdict.status !== 'granted' || this.#held.has(id)) return verdict;
    this.verdicts.granted++;
    this.#refused.delete(id);
    this.#held.set(id, books);
    this.verdicts.mostOpen = Math.max(this.verdicts.mostOpen, this.#held.size);
    for (const book of books) {
      book.open.set(id, { amount, need });
      this.#check(book, id);
    }
    return verdict;
  }

  #judge(
    books: readonly Book[],
    { account, period }: Extract<ReservationVerdict, { status: 'refused' }>,
    { id, asked, need }: { id: string; asked: Amount; need: Amount },
  ): void {
    this.verdicts.refused++;
    const book = books.find((each) => each.account === account && each.level.endsWith(`/${period ?? 'run'}`));
    if (!book) return void this.violations.push(`${account} refused, but no reservation counts against it`);
    const pending = [...book.open.values()].map((each) => each.need).reduce(addAmounts, NOTHING);
    const used = addAmounts(book.spent, pending);
    const wrong = fits(book.limit, addAmounts(used, asked));
    const careful = fits(book.limit, addAmounts(used, need));
    this.#refused.set(id, { book, wrong, careful });
  }

  #settle<Answer>({ settlements = [] }: Append, answer: Answer): Answer {
    for (const { reservation, amount } of settlements) {
      for (const book of this.#held.get(reservation) ?? []) {
        book.open.delete(reservation);
        book.spent = addAmounts(book.spent, amount);
        this.#check(book, reservation);
      }
      this.#held.delete(reservation);
    }
    return answer;
  }

  #check(book: Book, what: string): void {
    const reserved = [...book.open.values()].map(({ amount }) => amount).reduce(addAmounts, NOTHING);
    if (!fits(book.limit, addAmounts(book.spent, reserved)))
      this.violations.push(`${book.level} ${book.account} is overdrawn by ${what}`);
  }

  #find(run: RunId, accounts: readonly AccountRef[]): Book[] {
    const chain: Book[] = [];
    for (let id: string | undefined = run; id !== undefined; id = this.#runs.get(id)?.parent)
      chain.push(
        this.#open(`${id}/run`, {
          level: `${id.slice(0, 3)}/run`,
          account: id,
          limit: this.#runs.get(id)?.limit ?? {},
        }),
      );
    const rules = this.#rules.filter(({ account }) => accounts.includes(account));
    const now = this.#options.now();
    return [
      ...chain,
      ...rules
        .toSorted((one, other) => SHORT[one.period] - SHORT[other.period])
        .map(({ account, period, limit }) => {
          const level = `${account.split(':')[0]}/${period}`;
          return this.#open(`${account}/${period}/${startOfPeriod(period, now)}`, { level, account, limit });
        }),
    ];
  }

  #open(key: string, { level, account, limit }: Pick<Book, 'level' | 'account' | 'limit'>): Book {
    const book = this.books.get(key) ?? { level, account, limit, spent: NOTHING, open: new Map() };
    this.books.set(key, book);
    return book;
  }
}

function fits({ tokens = Infinity, costNanoUsd = Infinity }: Budget, used: Amount): boolean {
  return used.tokens <= tokens && used.costNanoUsd <= costNanoUsd;
}

/** `run/path/epoch/number`, perhaps with the round after a point. */
function toAttempt(reservation: string): string {
  const parts = reservation.split('/');
  const [number = ''] = (parts.at(-1) ?? '').split('.');
  return [...parts.slice(0, -2), number].join('/');
}

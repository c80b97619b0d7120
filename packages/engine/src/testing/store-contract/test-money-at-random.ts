import type { Amount, BudgetRule, Spent } from '@tutti/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assertWithin, type Entry, MoneyBooks } from './money-books.ts';
import { accountsOf, MoneyPlan, type PlannedAction, type PlannedRound, type PlannedRun } from './money-plan.ts';
import { path, RunScript } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';

/** Plans are played until then, but always one of them; a disk decides how many that are. */
const PLAY_MS = 5_000;
const TIMEOUT_MS = 120_000;

export function testMoneyAtRandom(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('never grants above a limit, loses nothing and uses up all there is, whatever happens', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const start = performance.now();
    await fc.assert(
      fc.asyncProperty(MoneyPlan, async (plan) => {
        if (performance.now() - start > PLAY_MS) return;
        const stage = await MoneyStage.open(fixture, plan.runs);
        for (const rule of plan.rules) await stage.set(rule);
        for (const round of plan.rounds) await stage.play(round);
        await stage.settleAll();
        for (const index of plan.runs.keys()) await stage.useUp(index);
      }),
      { endOnFailure: true },
    );
  });
}

class MoneyStage {
  readonly #fixture: StoreFixture;
  readonly #plans: readonly PlannedRun[];
  readonly #runs: RunScript[] = [];
  readonly #books: MoneyBooks;
  #asked = 0;

  private constructor(fixture: StoreFixture, plans: readonly PlannedRun[]) {
    this.#fixture = fixture;
    this.#plans = plans;
    this.#books = new MoneyBooks(plans);
  }

  static async open(fixture: StoreFixture, plans: readonly PlannedRun[]): Promise<MoneyStage> {
    fixture.newTenant();
    const stage = new MoneyStage(fixture, plans);
    for (const { parent, tokens, user, task } of plans) {
      const above = parent === undefined ? undefined : stage.#runs[parent];
      const limit = tokens === undefined ? {} : { tokens };
      const options = { limit, user, ...(task && { task }), ...(above && { account: above.run }) };
      stage.#runs.push(await fixture.drive(options));
    }
    return stage;
  }

  async set(rule: BudgetRule): Promise<void> {
    await this.#fixture.store.setBudget(this.#fixture.tenant, rule);
    this.#books.learn(rule, this.#fixture.clock.now());
    await this.#check();
  }

  async play({ waitMs, rule, reopen, actions }: PlannedRound): Promise<void> {
    this.#fixture.clock.advance(waitMs);
    if (rule) await this.set(rule);
    if (reopen) await this.#takeOver();
    const byRun = Map.groupBy(actions, ({ run }) => run % this.#runs.length);
    await Promise.all([...byRun].map(([run, own]) => this.#act(run, own)));
    await this.#check();
  }

  /** To the last token. */
  async settleAll(): Promise<void> {
    while (this.#books.held.length > 0) await this.#settle(this.#books.held[0], 1);
    await this.#check();
    for (const { reserved } of await this.#fixture.store.listBudgets(this.#fixture.tenant))
      expect(reserved).toEqual({ tokens: 0, costNanoUsd: 0 });
  }

  /** Where nothing is reserved nothing is blocked; and what is refused in the end lacks the last token. */
  async useUp(index: number): Promise<void> {
    for (let tokens = 512; tokens >= 1; tokens /= 2) {
      const verdict = await this.#reserve(index, { tokens, costNanoUsd: 0 });
      if (verdict.status === 'granted') await this.#settle(this.#books.held[0], 1);
      else expect(verdict.status).toBe('refused');
      if (verdict.status === 'refused' && tokens === 1) expect(verdict.left).toMatchObject({ tokens: 0 });
    }
    await this.#check();
  }

  async #takeOver(): Promise<void> {
    await this.#fixture.reopen();
    for (const [index, run] of this.#runs.entries()) {
      const held = this.#books.held.filter((entry) => entry.run === index).map(({ id }) => id);
      expect((await run.claim()).reservations.toSorted()).toEqual(held.toSorted());
    }
  }

  async #act(run: number, actions: readonly PlannedAction[]): Promise<void> {
    for (const action of actions) {
      if (action.kind === 'reserve') {
        await this.#reserve(run, { tokens: action.tokens, costNanoUsd: action.cost });
        continue;
      }
      const own = this.#books.held.filter((entry) => entry.run === run);
      await this.#settle(own[action.pick % Math.max(own.length, 1)], action.share);
    }
  }

  async #reserve(index: number, amount: Amount) {
    const [run, plan] = [this.#runs[index], this.#plans[index]];
    if (!run || !plan) throw new Error(`there is no run ${index}`);
    this.#asked += 1;
    const id = `r${this.#asked}`;
    const verdict = await run.reserveOn(accountsOf(plan), id, amount);
    const reservedAt = this.#fixture.clock.now();
    if (verdict.status === 'granted') this.#books.grant({ run: index, id, amount, reservedAt });
    return verdict;
  }

  async #settle(entry: Entry | undefined, share: number): Promise<void> {
    if (!entry) return;
    const { run, id, amount } = entry;
    const used = { tokens: Math.floor(amount.tokens * share), costNanoUsd: Math.floor(amount.costNanoUsd * share) };
    await this.#runs[run]?.settle(id, this.#toSpent(run, used));
    this.#books.settle(entry, { used, settledAt: this.#fixture.clock.now() });
  }

  #toSpent(index: number, { tokens, costNanoUsd }: Amount): Spent {
    const usage = { inputTokens: tokens, outputTokens: 0, costNanoUsd };
    const agent = this.#plans[index]?.agent;
    return { path: path('a'), ...(agent && { agent }), model: 'groq/llama', usage, free: false, local: false };
  }

  async #check(): Promise<void> {
    const { store, tenant, clock } = this.#fixture;
    this.#books.checkBudgets(await store.listBudgets(tenant), clock.now());
    for (const [index, { run }] of this.#runs.entries()) {
      const account = await store.findAccount(tenant, run);
      const { spent, reserved } = this.#books.countRun(index);
      expect(account).toMatchObject({ spent, reserved });
      assertWithin({ tokens: spent.tokens + reserved.tokens, costNanoUsd: 0 }, account?.limit ?? {});
    }
  }
}

import type { TenantId } from '@tutti/protocol';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { ManualClock } from './manual-clock.ts';
import { type ScriptOptions, RunScript } from './run-script.ts';
import { nextTenant } from './test-ids.ts';

/** A store over data of its own, and the ways to end it. */
export interface StoreUnderTest {
  /** The store that is open now. */
  readonly store: Store;
  /** Closes the store, opens it over the same data and resolves when runs that the closed one owned can be claimed. */
  reopen(): Promise<void>;
  /** Closes the store and removes its data. */
  discard(): Promise<void>;
}

/** The store takes its time from the clock: what is ready, and since when. */
export type OpenStoreUnderTest = (clock: Clock) => Promise<StoreUnderTest>;

/** What a test of a store works with. */
export class StoreFixture {
  readonly clock = new ManualClock();
  tenant: TenantId = nextTenant();
  #opened: StoreUnderTest | undefined;
  readonly #open: OpenStoreUnderTest;

  constructor(open: OpenStoreUnderTest) {
    this.#open = open;
  }

  get store(): Store {
    if (!this.#opened) throw new Error('the store is open only while a test runs');
    return this.#opened.store;
  }

  async open(): Promise<void> {
    this.#opened = await this.#open(this.clock);
  }

  async reopen(): Promise<void> {
    await this.#opened?.reopen();
  }

  async discard(): Promise<void> {
    await this.#opened?.discard();
    this.#opened = undefined;
  }

  newTenant(): TenantId {
    this.tenant = nextTenant();
    return this.tenant;
  }

  /** A run that is submitted and waits to be claimed. */
  async submit(options: ScriptOptions = {}): Promise<RunScript> {
    const script = new RunScript(this, options);
    await this.store.submit(script.toNewRun());
    return script;
  }

  /** A run that is submitted and driven by a worker of its own. */
  async drive(options: ScriptOptions = {}): Promise<RunScript> {
    const script = await this.submit(options);
    await script.claim();
    return script;
  }
}

/** One store for all tests of a suite; each test has a tenant of its own. */
export function shareStore(open: OpenStoreUnderTest): StoreFixture {
  const fixture = new StoreFixture(open);
  beforeAll(() => fixture.open());
  beforeEach(() => void fixture.newTenant());
  afterAll(() => fixture.discard());
  return fixture;
}

/** A new store for each test: for what looks at all runs, whoever they belong to. */
export function renewStore(open: OpenStoreUnderTest): StoreFixture {
  const fixture = new StoreFixture(open);
  beforeEach(() => fixture.open());
  afterEach(() => fixture.discard());
  return fixture;
}

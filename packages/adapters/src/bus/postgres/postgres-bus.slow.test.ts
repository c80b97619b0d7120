import { systemClock, systemRandom } from '@tutti/engine';
import { createMemoryStore, nextTenant, RunScript, sha256 } from '@tutti/engine/testing';
import {
  AgentId,
  type Delta,
  type Glimpse,
  type LiveNotice,
  openEntry,
  RANDOM_BYTES,
  type RunEvent,
  RunId,
  StepPath,
  toIdText,
} from '@tutti/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../storage/postgres/testing/start-test-postgres.ts';
import { type BusNews, type LiveBus, toRunTopic, toTasksTopic } from '../live-bus.ts';
import { openPostgresBus, type PostgresBusOptions } from './open-postgres-bus.ts';

const PATIENCE = { timeout: 30_000, interval: 10 };

let postgres: TestPostgres;
const buses: LiveBus[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(() => postgres[Symbol.asyncDispose]());
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus[Symbol.asyncDispose]();
});

function open(options: Partial<PostgresBusOptions> = {}): { bus: LiveBus; heard: BusNews[] } {
  const bus = openPostgresBus({ connectionString: postgres.connectionString, schema: 'live', ...options });
  buses.push(bus);
  const heard: BusNews[] = [];
  bus.listen((news) => void heard.push(news));
  return { bus, heard };
}

const newRun = () => RunId.parse(toIdText('run', systemClock.now(), systemRandom.bytes(RANDOM_BYTES)));
const path = StepPath.parse('turn/1/model/1');

function toBegan(run: RunId): Glimpse {
  return {
    type: 'step.began',
    run,
    path,
    kind: 'model',
    name: 'ask',
    agent: AgentId.parse('writer'),
    attempt: 1,
    at: 1,
  };
}

function toDelta(run: RunId, offset: number, text: string): Delta {
  return { type: 'delta', run, path, attempt: 1, offset, text };
}

/** The first event of a run that is really kept somewhere. */
async function toSubmitted(): Promise<{ run: RunId; events: readonly RunEvent[]; notice: LiveNotice }> {
  const script = new RunScript({ store: createMemoryStore(), tenant: nextTenant(), clock: systemClock });
  const { run, tenant, entries } = script;
  const [first] = entries;
  if (!first) throw new Error('a run begins with an entry');
  const events = [openEntry({ tenant, run, seq: 0, hash: undefined }, first, sha256)];
  return { run, events, notice: { type: 'events', run, events } };
}

/** Says it until it is heard: whoever has just come does not know at once who follows what. */
async function until(act: () => void, isThere: () => boolean): Promise<void> {
  await expect
    .poll(() => {
      if (!isThere()) act();
      return isThere();
    }, PATIENCE)
    .toBe(true);
}

describe('the bus over PostgreSQL', () => {
  it('tells those who follow a run or the runs of a tenant that something was committed, and nobody else', async () => {
    const [teller, follower, stranger] = [open(), open(), open()];
    const { run, events, notice } = await toSubmitted();
    const tenant = events[0]!.tenant;
    follower.bus.follow(toRunTopic(run));
    follower.bus.follow(toTasksTopic(tenant));
    stranger.bus.follow(toRunTopic(newRun()));
    // What is told on connecting rests, as nobody knows what was missed.
    await until(
      () => teller.bus.publish(notice),
      () => follower.heard.filter((news) => news.type === 'changed' && !news.rests).length >= 2,
    );
    expect(follower.heard).toContainEqual({ type: 'changed', topic: `run:${run}`, rests: false });
    expect(follower.heard).toContainEqual({ type: 'changed', topic: `tasks:${tenant}`, rests: false });
    expect(teller.heard).toEqual([]);
    expect(stranger.heard.filter(({ type }) => type === 'glimpse')).toEqual([]);
    expect(JSON.stringify(stranger.heard)).not.toContain(run);
  });

  it('passes on what is spoken, whole and in order, however long and in whatever script', async () => {
    const [teller, follower] = [open(), open()];
    const run = newRun();
    follower.bus.follow(toRunTopic(run));
    await until(
      () => teller.bus.publish(toBegan(run)),
      () => follower.heard.some(({ type }) => type === 'glimpse'),
    );
    const words = ['Ein ', 'Satz ', '🎼'.repeat(1_500), '\u0000\u0001'.repeat(700), ' 永遠'.repeat(900), ' end'];
    let offset = 0;
    for (const text of words) {
      teller.bus.publish(toDelta(run, offset, text));
      offset += text.length;
    }
    const spoken = () =>
      follower.heard.flatMap((news) =>
        news.type === 'glimpse' && news.glimpse.type === 'delta' ? [news.glimpse] : [],
      );
    await expect.poll(() => spoken().reduce((sum, { text }) => sum + text.length, 0), PATIENCE).toBe(offset);
    let at = 0;
    for (const delta of spoken()) {
      expect(delta.offset).toBe(at);
      at += delta.text.length;
    }
    expect(
      spoken()
        .map(({ text }) => text)
        .join(''),
    ).toBe(words.join(''));
  });

  it('shows whoever begins to follow what is under way', async () => {
    const run = newRun();
    const underWay = [toBegan(run), toDelta(run, 0, 'what was said before')];
    open({ listUnderWay: (asked) => (asked === run ? underWay : []) });
    const { bus, heard } = open();
    const glimpses = () => heard.flatMap((news) => (news.type === 'glimpse' ? [news.glimpse] : []));
    // Whoever comes before the other is there is shown it when they follow the next time.
    let stop = bus.follow(toRunTopic(run));
    await until(
      () => {
        stop();
        stop = bus.follow(toRunTopic(run));
      },
      () => glimpses().length >= 2,
    );
    expect(glimpses().slice(0, 2)).toEqual(underWay);
  });

  it('shows what is under way also where it began to listen after the other had followed', async () => {
    const run = newRun();
    const underWay = [toBegan(run), toDelta(run, 0, 'what was said before')];
    const early = open();
    early.bus.follow(toRunTopic(run));
    // It is connected, and has said all that it says by itself.
    const witness = open();
    const { run: other, notice } = await toSubmitted();
    witness.bus.follow(toRunTopic(other));
    await until(
      () => early.bus.publish(notice),
      () => witness.heard.some((news) => news.type === 'changed' && !news.rests),
    );
    open({ listUnderWay: (asked) => (asked === run ? underWay : []) });
    const glimpses = () => early.heard.flatMap((news) => (news.type === 'glimpse' ? [news.glimpse] : []));
    await expect.poll(() => glimpses().slice(0, 2), PATIENCE).toEqual(underWay);
  });

  it('forgets those who went without a word', async () => {
    const teller = open({ repeatMs: 50 });
    const follower = open({ repeatMs: 50 });
    const { run, notice } = await toSubmitted();
    const stop = follower.bus.follow(toRunTopic(run));
    await until(
      () => teller.bus.publish(notice),
      () => follower.heard.length > 0,
    );
    stop();
    const heardLately = async () => {
      follower.heard.length = 0;
      teller.bus.publish(notice);
      // Whatever is said next comes after it.
      const { bus, heard } = follower;
      const other = await toSubmitted();
      const stopOther = bus.follow(toRunTopic(other.run));
      await until(
        () => teller.bus.publish(other.notice),
        () => heard.some((news) => news.type === 'changed' && news.topic === toRunTopic(other.run)),
      );
      stopOther();
      return heard.some((news) => news.type === 'changed' && news.topic === toRunTopic(run));
    };
    await expect.poll(heardLately, PATIENCE).toBe(false);
  });

  it('goes on by itself after its connections were cut, and says that something may have been missed', async () => {
    const [teller, follower] = [open(), open()];
    const { run, notice } = await toSubmitted();
    const topic = toRunTopic(run);
    follower.bus.follow(topic);
    await until(
      () => teller.bus.publish(notice),
      () => follower.heard.length > 0,
    );
    follower.heard.length = 0;
    await postgres.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tutti bus'");
    await expect.poll(() => follower.heard, PATIENCE).toContainEqual({ type: 'changed', topic, rests: true });
    follower.heard.length = 0;
    await until(
      () => teller.bus.publish(notice),
      () => follower.heard.some((news) => news.type === 'changed' && !news.rests),
    );
  });

  it('neither waits nor fails where there is no database', async () => {
    const { bus } = open({ connectionString: 'postgres://nobody:secret@127.0.0.1:1/none' });
    const { run, notice } = await toSubmitted();
    bus.follow(toRunTopic(run));
    bus.publish(notice);
    bus.publish(toDelta(run, 0, 'unheard'));
    await bus[Symbol.asyncDispose]();
  });
});

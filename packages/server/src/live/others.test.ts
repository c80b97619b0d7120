import type { BusNews, BusTopic, LiveBus } from '@tutti/adapters/bus';
import { type RunScript, sha256 } from '@tutti/engine/testing';
import {
  type Glimpse,
  type LiveNotice,
  type RunEvent,
  type RunFact,
  type RunId,
  type StepBegan,
  StepPath,
  toIdText,
  WorkerId,
} from '@tutti/protocol';
import { createClient, type Live } from '@tutti/sdk';
import { afterEach, expect, it } from 'vitest';
import { COMPLETED, type LiveStage, openLiveStage, OWNER, toNotes } from './testing/live-stage.ts';

/** What other processes would tell, and what they would be told. */
class ScriptedBus implements LiveBus {
  readonly followed: BusTopic[] = [];
  readonly published: LiveNotice[] = [];
  readonly #listeners = new Set<(news: BusNews) => void>();

  publish(notice: LiveNotice): void {
    this.published.push(notice);
  }
  follow(topic: BusTopic): () => void {
    this.followed.push(topic);
    return () => void this.followed.splice(this.followed.indexOf(topic), 1);
  }
  listen(listener: (news: BusNews) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  tell(news: BusNews): void {
    for (const listener of this.#listeners) listener(news);
  }
  change({ run }: RunScript): void {
    this.tell({ type: 'changed', topic: `run:${run}`, rests: false });
  }
  async [Symbol.asyncDispose](): Promise<void> {}
}

const NEVER_MS = 3_600_000;
const path = StepPath.parse('turn/1');
const began = (run: RunId): StepBegan => ({
  type: 'step.began',
  run,
  path,
  kind: 'turn',
  name: 'turn',
  attempt: 1,
  at: 1,
});
const spoken = (run: RunId, offset: number, text: string): Glimpse => ({
  type: 'delta',
  run,
  path,
  attempt: 1,
  offset,
  text,
});

const COMPLETED_STEP: RunFact = {
  type: 'step.completed',
  path,
  name: 'turn',
  kind: 'turn',
  effect: 'pure',
  inputHash: sha256(''),
  attempts: 1,
  startedAt: 1,
  output: { value: 'said' },
};

let stage: LiveStage;
let live: Live;
afterEach(async () => {
  live.close();
  await stage[Symbol.asyncDispose]();
});

async function open(pollMs: number) {
  stage = await openLiveStage({ limits: { pollMs, glimpseMs: 1 } });
  const bus = new ScriptedBus();
  stage.deps.home.hub.join(bus);
  live = createClient({ url: stage.url, token: OWNER }).openLive();
  const script = await stage.newRun();
  const events: RunEvent[] = [];
  const glimpses: Glimpse[] = [];
  await new Promise<void>((resolve) => {
    live.subscribe(`run:${script.run}`, {
      onEvents: (news) => void events.push(...news),
      onGlimpse: (glimpse) => void glimpses.push(glimpse),
      onCaughtUp: () => resolve(),
    });
  });
  const told = () => glimpses.map((each) => (each.type === 'delta' ? `${each.offset}:${each.text}` : 'began'));
  return { bus, script, events, glimpses: told };
}

it('what another process commits is told when it says so', async () => {
  const { bus, script, events } = await open(NEVER_MS);
  expect(bus.followed).toEqual([`run:${script.run}`]);
  const before = events.length;
  await script.append(toNotes(3));
  bus.change(script);
  await expect.poll(() => events.length, { timeout: 10_000 }).toBe(before + 3);
  await script.append([COMPLETED]);
  bus.change(script);
  await expect.poll(() => events.at(-1)?.type, { timeout: 10_000 }).toBe('run.completed');
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
});

it('what another process commits is found where nobody says so', async () => {
  const { script, events } = await open(10);
  const before = events.length;
  await script.append(toNotes(600));
  await expect.poll(() => events.length, { timeout: 10_000 }).toBe(before + 600);
});

it('words of another process are told once, however often it tells them, and not after the end of their step', async () => {
  const { bus, script, events, glimpses } = await open(NEVER_MS);
  const { run } = script;
  const hear = (glimpse: Glimpse) => bus.tell({ type: 'glimpse', glimpse });
  hear(began(run));
  hear(spoken(run, 0, 'one '));
  await expect.poll(glimpses, { timeout: 10_000 }).toEqual(['began', '0:one ']);
  hear(began(run));
  hear(spoken(run, 0, 'one two '));
  await expect.poll(glimpses, { timeout: 10_000 }).toEqual(['began', '0:one ', '4:two ']);
  const before = events.length;
  await script.append([COMPLETED_STEP]);
  bus.change(script);
  await expect.poll(() => events.length, { timeout: 10_000 }).toBe(before + 1);
  expect(events.at(-1)).toMatchObject({ type: 'step.completed', path });
  hear(spoken(run, 8, 'three'));
  await script.append(toNotes(1));
  bus.change(script);
  await expect.poll(() => events.length, { timeout: 10_000 }).toBe(before + 2);
  expect(glimpses()).toEqual(['began', '0:one ', '4:two ']);
});

it('a worker that takes over is heard before its claim is durable, and what the one before it said is forgotten', async () => {
  const { bus, script, events, glimpses } = await open(NEVER_MS);
  const { run } = script;
  const hear = (glimpse: Glimpse) => bus.tell({ type: 'glimpse', glimpse });
  hear(began(run));
  hear(spoken(run, 0, 'of the dead '));
  await expect.poll(glimpses, { timeout: 10_000 }).toEqual(['began', '0:of the dead ']);
  const before = events.length;
  hear({ ...began(run), at: Date.now() + 60_000 });
  const worker = WorkerId.parse(toIdText('wrk', 1, new Uint8Array(16)));
  await script.append([{ type: 'run.claimed', worker, epoch: script.epoch, build: 'next' }]);
  bus.change(script);
  await expect.poll(() => events.length, { timeout: 10_000 }).toBe(before + 1);
  hear(spoken(run, 0, 'of the new '));
  await expect.poll(glimpses, { timeout: 10_000 }).toEqual(['began', '0:of the dead ', 'began', '0:of the new ']);
  const late = createClient({ url: stage.url, token: OWNER }).openLive();
  const shown: string[] = [];
  late.subscribe(`run:${run}`, { onGlimpse: (each) => void shown.push(each.type === 'delta' ? each.text : each.type) });
  await expect.poll(() => shown, { timeout: 10_000 }).toEqual(['step.began', 'of the new ']);
  late.close();
});

it('what happens here is told to the others, and nobody follows any more what nobody looks at', async () => {
  const { bus, script } = await open(NEVER_MS);
  const news = await stage.append(script, toNotes(1));
  expect(bus.published).toContainEqual({ type: 'events', run: script.run, events: news });
  live.close();
  await expect.poll(() => bus.followed, { timeout: 10_000 }).toEqual([]);
});

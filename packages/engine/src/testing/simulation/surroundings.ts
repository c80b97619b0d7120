/** The people and systems around the runs: they submit, send signals early, late and twice, pause, resume, cancel, and answer doubts. */
import { CONTROL_KEY, type Control, type Instant, isFinished, type Json, type RunId, SignalId } from '@tutti/protocol';
import { toDoubtKey } from '../../run/settle-doubt.ts';
import type { SimRandom } from '../sim-random.ts';
import { ask, type ClientSide, PRINCIPAL } from './client.ts';
import { eventsOf, type Observer, type WatchedRun } from './observer.ts';
import { listParts, type ProgramTree, type WaitPart } from './program-tree.ts';
import type { Receiver } from './receiver.ts';
import { toWaitKey, TREE_PROGRAM } from './run-tree.ts';

export interface RootRun {
  readonly run: RunId;
  readonly tree: string;
  readonly deadlineAfterMs: number | undefined;
  readonly cancelAfterMs: number | undefined;
  readonly pauseAfterMs: number | undefined;
}

export interface SurroundingsParts extends ClientSide {
  readonly random: SimRandom;
  readonly observer: Observer;
  readonly receiver: Receiver;
  findTree(name: string): ProgramTree;
}

/** A doubt that a tool can settle is left to it for this long. */
const LEFT_TO_TOOL_MS = 60_000;
const RESUMED_AFTER_MS = 5_000;

export class Surroundings {
  readonly #parts: SurroundingsParts;
  readonly #met = new Set<RunId>();
  readonly #said = new Set<string>();
  /** Wishes that are not answered yet. */
  open = 0;

  constructor(parts: SurroundingsParts) {
    this.#parts = parts;
  }

  submit({ run, tree, deadlineAfterMs, cancelAfterMs, pauseAfterMs }: RootRun): void {
    const deadline = deadlineAfterMs === undefined ? undefined : this.#parts.clock.now() + deadlineAfterMs;
    const request = { program: TREE_PROGRAM, title: tree, input: { tree }, run, deadline };
    void this.#ask((engine) => engine.submit(PRINCIPAL, request)).then(() => {
      if (cancelAfterMs !== undefined) this.#control(run, { action: 'cancel', reason: 'enough' }, cancelAfterMs);
      if (pauseAfterMs === undefined) return;
      this.#control(run, { action: 'pause', reason: 'a break' }, pauseAfterMs);
    });
  }

  /** Looks at every run and does what is to be done about it. */
  look(): void {
    for (const watched of this.#parts.observer.look()) {
      const { run } = watched.row;
      if (!this.#met.has(run)) this.#meet(watched);
      if (isFinished(watched.state.status)) continue;
      this.#resume(watched);
      for (const path of Object.keys(watched.state.doubts)) this.#answer(watched, path);
    }
  }

  /** The signals that its program waits for are on their way from the beginning. */
  #meet({ row: { run }, state }: WatchedRun): void {
    this.#met.add(run);
    for (const part of listParts(this.#parts.findTree(state.title))) {
      if (part.kind === 'wait' && part.sentAfterMs !== undefined) this.#sendFor(run, part, part.sentAfterMs);
    }
  }

  #sendFor(run: RunId, { id }: WaitPart, afterMs: number): void {
    const { random } = this.#parts;
    const times = random.chance(0.3) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      this.#send(run, { id: `${run}-${id}`, key: toWaitKey(id), payload: { to: id } }, afterMs + random.below(50));
    }
  }

  #control(run: RunId, control: Control, afterMs: number): void {
    this.#send(run, { id: `${run}-${control.action}`, key: CONTROL_KEY, payload: control }, afterMs);
  }

  #resume({ row: { run }, state, events }: WatchedRun): void {
    if (state.status !== 'paused' && state.status !== 'quarantined') return;
    const id = `${run}-resume-${events.length}`;
    this.#once(id, () => this.#send(run, { id, key: CONTROL_KEY, payload: { action: 'resume' } }, RESUMED_AFTER_MS));
  }

  #answer(watched: WatchedRun, path: string): void {
    const { clock, receiver } = this.#parts;
    const { state, row } = watched;
    const doubt = state.doubts[path];
    const part = listParts(this.#parts.findTree(state.title)).find(
      (one) => one.kind === 'step' && one.id === path.split('/').at(-2),
    );
    if (!doubt || part?.kind !== 'step') return;
    if (part.settle !== 'person' && clock.now() < doubt.since + LEFT_TO_TOOL_MS)
      return this.#lookAgain(path, doubt.since);
    const count = eventsOf(watched, 'effect.doubted').filter((event) => event.path === path).length;
    const id = `${row.run}-doubt-${path}-${count}`;
    this.#once(id, () => {
      const happened = receiver.hasHappened(doubt.key);
      const payload = happened ? { verdict: 'happened', output: `did ${part.id}` } : { verdict: 'not_happened' };
      this.#send(row.run, { id, key: toDoubtKey(path), payload }, this.#parts.random.below(2_000));
    });
  }

  /** Time stands still when nobody waits for it. */
  #lookAgain(path: string, since: Instant): void {
    this.#once(`${path}-${since}`, () => this.#parts.clock.at(since + LEFT_TO_TOOL_MS, () => {}));
  }

  #once(what: string, act: () => void): void {
    if (this.#said.has(what)) return;
    this.#said.add(what);
    act();
  }

  #send(run: RunId, { id, key, payload }: { id: string; key: string; payload: Json }, afterMs: number): void {
    const { clock } = this.#parts;
    const signal = { id: SignalId.parse(`sig_${id}`), key, payload };
    this.open++;
    clock.at(clock.now() + afterMs, () => {
      void this.#ask((engine) => engine.send(PRINCIPAL, run, signal)).then(() => this.open--);
    });
  }

  async #ask(wish: Parameters<typeof ask>[1]): Promise<void> {
    this.open++;
    await ask(this.#parts, wish);
    this.open--;
  }
}

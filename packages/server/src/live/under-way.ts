/** What runs are at right now: steps that have begun, and their words so far. Nobody records it; who comes late is shown it. */
import type { Delta, Glimpse, LiveNotice, RunEvent, RunId, StepBegan, StepPath } from '@tutti/protocol';

/** Longer texts keep their end only. */
const LONGEST_WORDS = 64 * 1_024;
/** Of all runs together; beyond it words are passed on but not kept. */
const MOST_WORDS = 16 * 1_024 * 1_024;

const ENDS_STEP: ReadonlySet<string> = new Set<RunEvent['type']>(['step.completed', 'step.failed', 'effect.doubted']);
const ENDS_ALL: ReadonlySet<string> = new Set<RunEvent['type']>([
  'run.parked',
  'run.quarantined',
  'run.completed',
  'run.failed',
  'run.cancelled',
]);

export interface OpenStep {
  readonly path: StepPath;
  began: StepBegan | undefined;
  attempt: number;
  /** How many characters came before `words`. */
  offset: number;
  words: string;
  /** An attempt failed and the next has not said anything yet. */
  isWaiting: boolean;
}

/** What one follower was shown of a step. */
export interface Shown {
  readonly began: StepBegan | undefined;
  readonly attempt: number;
  readonly length: number;
}

type OpenSteps = Map<StepPath, OpenStep>;

export class UnderWay {
  readonly #runs = new Map<RunId, OpenSteps>();
  #kept = 0;

  hear(notice: LiveNotice): void {
    if (notice.type === 'events') for (const event of notice.events) this.#end(event);
    else if (notice.type === 'step.began') this.#begin(notice);
    else this.#addWords(notice);
  }

  /** As `hear`, for what may have been told before: another process tells it again whenever somebody begins to follow there. */
  hearAgain(glimpse: Glimpse): void {
    const step = this.#runs.get(glimpse.run)?.get(glimpse.path);
    if (!step || glimpse.attempt > step.attempt) return this.hear(glimpse);
    if (glimpse.attempt < step.attempt) return;
    if (glimpse.type === 'step.began') {
      // Another worker begins the same attempt anew.
      if (step.began && step.began.at < glimpse.at) return this.hear(glimpse);
      step.began ??= glimpse;
      return;
    }
    const known = Math.max(0, step.offset + step.words.length - glimpse.offset);
    if (known < glimpse.text.length)
      this.hear({ ...glimpse, offset: glimpse.offset + known, text: glimpse.text.slice(known) });
  }

  /** For whoever knows nothing yet. */
  list(run: RunId): readonly Glimpse[] {
    return this.listNews(run, new Map());
  }

  isAt(run: RunId): boolean {
    return this.#runs.has(run);
  }

  /** What a follower does not know yet. `shown` is brought up to date. */
  listNews(run: RunId, shown: Map<StepPath, Shown>): readonly Glimpse[] {
    const steps: OpenSteps = this.#runs.get(run) ?? new Map<StepPath, OpenStep>();
    for (const path of shown.keys()) if (!steps.has(path)) shown.delete(path);
    const news: Glimpse[] = [];
    for (const step of steps.values()) {
      if (step.isWaiting) continue;
      news.push(...toNews(run, step, shown.get(step.path)));
      shown.set(step.path, {
        began: step.began,
        attempt: step.attempt,
        length: step.offset + step.words.length,
      });
    }
    return news;
  }

  #begin(began: StepBegan): void {
    const { run, path, attempt } = began;
    this.#forget(run, path);
    const steps = this.#runs.get(run) ?? new Map<StepPath, OpenStep>();
    this.#runs.set(run, steps.set(path, { path, began, attempt, offset: 0, words: '', isWaiting: false }));
  }

  #addWords({ run, path, attempt, offset, text }: Delta): void {
    const steps = this.#runs.get(run) ?? new Map<StepPath, OpenStep>();
    this.#runs.set(run, steps);
    const step = steps.get(path) ?? { path, began: undefined, attempt, offset, words: '', isWaiting: false };
    steps.set(path, step);
    this.#kept -= step.words.length;
    if (attempt !== step.attempt || offset !== step.offset + step.words.length)
      Object.assign(step, { attempt, offset, words: '' });
    step.isWaiting = false;
    step.words += text;
    const most = this.#kept + step.words.length > MOST_WORDS ? text.length : LONGEST_WORDS;
    const over = step.words.length - most;
    if (over > 0) Object.assign(step, { offset: step.offset + over, words: step.words.slice(over) });
    this.#kept += step.words.length;
  }

  #end(event: RunEvent): void {
    const { run } = event;
    const steps = this.#runs.get(run);
    if (!steps) return;
    if (event.type === 'step.retried') {
      const step = steps.get(event.path);
      if (step) step.isWaiting = true;
    } else if (event.type === 'join.decided') {
      for (const path of steps.keys()) if (path.startsWith(`${event.path}/`)) this.#forget(run, path);
    } else if (ENDS_STEP.has(event.type) && 'path' in event && event.path) {
      this.#forget(run, event.path);
    } else if (event.type === 'run.claimed') {
      // A new worker begins anew whatever the one before it had under way. What it begins itself may be told before its claim is durable.
      for (const { path, began } of steps.values()) if (!began || began.at < event.at) this.#forget(run, path);
    } else if (ENDS_ALL.has(event.type)) {
      for (const path of steps.keys()) this.#forget(run, path);
    }
    if (steps.size === 0) this.#runs.delete(run);
  }

  #forget(run: RunId, path: StepPath): void {
    const steps = this.#runs.get(run);
    this.#kept -= steps?.get(path)?.words.length ?? 0;
    steps?.delete(path);
  }
}

function toNews(run: RunId, step: OpenStep, shown: Shown | undefined): readonly Glimpse[] {
  const { path, began, attempt, offset, words } = step;
  const isNew = began !== undefined && shown?.began !== began;
  const known = isNew || shown?.attempt !== attempt ? 0 : shown.length;
  const from = Math.max(known, offset);
  const text = words.slice(from - offset);
  return [
    ...(isNew ? [{ ...began, attempt }] : []),
    ...(text === '' ? [] : [{ type: 'delta' as const, run, path, attempt, offset: from, text }]),
  ];
}

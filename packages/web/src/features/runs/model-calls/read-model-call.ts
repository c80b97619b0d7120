/** What a journal tells of one call of a model: each attempt with its route, what became of it and what it cost, and what budgets said. */
import type { Amount, EventOf, Failure, FailureClass, RouteRecord, RunEvent, Spent } from '@tutti/protocol';

export interface ModelAttempt {
  readonly attempt: number;
  readonly at: number;
  readonly route: RouteRecord;
  /** Its answer was taken. */
  readonly isDone: boolean;
  readonly failure?: { readonly error: Failure; readonly class?: FailureClass | undefined; readonly resumeAt?: number };
  readonly settled?: { readonly amount: Amount; readonly inDoubt: boolean; readonly spent?: Spent | undefined };
}

export type BudgetNews = EventOf<'budget.warned' | 'budget.refused' | 'budget.stepped'>;
export type ModelAwaited = EventOf<'model.awaited'>;

export interface ModelCallStory {
  readonly attempts: readonly ModelAttempt[];
  /** The last time that no model could answer. */
  readonly awaited: ModelAwaited | undefined;
  /** It waits right now. */
  readonly waits: boolean;
  readonly news: readonly BudgetNews[];
}

interface Draft {
  readonly attempts: ModelAttempt[];
  readonly news: BudgetNews[];
  /** The place of an attempt, by its reservation. */
  readonly places: Map<string, number>;
  awaited: ModelAwaited | undefined;
  waits: boolean;
}

export function readModelCall(events: readonly RunEvent[], path: string): ModelCallStory {
  const draft: Draft = { attempts: [], news: [], places: new Map(), awaited: undefined, waits: false };
  for (const event of events) {
    if (event.type === 'budget.settled') settle(draft, event);
    else if ('path' in event && event.path === path) take(draft, event);
  }
  const { attempts, awaited, waits, news } = draft;
  return { attempts, awaited, waits, news };
}

type Folds = { readonly [Type in RunEvent['type']]?: (draft: Draft, event: EventOf<Type>) => void };

const FOLDS: Folds = {
  'model.routed': route,
  'model.awaited': (draft, event) => {
    draft.awaited = event;
    draft.waits = true;
  },
  'budget.warned': ({ news }, event) => void news.push(event),
  'budget.refused': ({ news }, event) => void news.push(event),
  'budget.stepped': ({ news }, event) => void news.push(event),
  'step.retried': (draft, { error, class: failure, resumeAt }) =>
    changeLast(draft, { failure: { error, class: failure, resumeAt } }),
  'step.failed': (draft, { error, class: failure }) => {
    draft.waits = false;
    changeLast(draft, { failure: { error, class: failure } });
  },
  'step.completed': (draft) => {
    draft.waits = false;
    changeLast(draft, { isDone: true });
  },
};

function take(draft: Draft, event: RunEvent): void {
  const fold = FOLDS[event.type] as ((draft: Draft, event: RunEvent) => void) | undefined;
  fold?.(draft, event);
}

function route(draft: Draft, { attempt, at, reservation, route: record }: EventOf<'model.routed'>): void {
  draft.waits = false;
  if (reservation !== undefined) draft.places.set(reservation, draft.attempts.length);
  draft.attempts.push({ attempt, at, route: record, isDone: false });
}

/** An attempt that failed already is not what went wrong afterwards, as when a budget refuses the next one. */
function changeLast({ attempts }: Draft, change: Partial<ModelAttempt>): void {
  const last = attempts.at(-1);
  if (last && !last.failure) attempts[attempts.length - 1] = { ...last, ...change };
}

function settle({ attempts, places }: Draft, { reservation, amount, inDoubt, spent }: EventOf<'budget.settled'>): void {
  const place = places.get(reservation);
  const attempt = place === undefined ? undefined : attempts[place];
  if (place !== undefined && attempt) attempts[place] = { ...attempt, settled: { amount, inDoubt, spent } };
}

/** What budgets said in a run, the oldest first. */
export function listBudgetNews(events: readonly RunEvent[]): readonly BudgetNews[] {
  return events.filter(
    (event): event is BudgetNews =>
      event.type === 'budget.warned' || event.type === 'budget.refused' || event.type === 'budget.stepped',
  );
}

/** The last word about each budget that is nearly used up. */
export function listWarnings(events: readonly RunEvent[]): readonly EventOf<'budget.warned'>[] {
  const last = new Map<string, EventOf<'budget.warned'>>();
  for (const event of events) if (event.type === 'budget.warned') last.set(`${event.account} ${event.period}`, event);
  return [...last.values()];
}

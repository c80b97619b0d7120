/** What budgets said in a run, as its journal tells it. */
import type { EventOf, RunEvent } from '@tutti/protocol';

export type BudgetNews = EventOf<'budget.warned' | 'budget.refused' | 'budget.stepped'>;

/** The oldest first: of one step, or of all. */
export function listBudgetNews(events: readonly RunEvent[], path?: string): readonly BudgetNews[] {
  return events.filter(isBudgetNews).filter((news) => path === undefined || news.path === path);
}

function isBudgetNews(event: RunEvent): event is BudgetNews {
  return event.type === 'budget.warned' || event.type === 'budget.refused' || event.type === 'budget.stepped';
}

/** The last word about each budget that is nearly used up. */
export function listWarnings(events: readonly RunEvent[]): readonly EventOf<'budget.warned'>[] {
  const last = new Map<string, EventOf<'budget.warned'>>();
  for (const event of events) if (event.type === 'budget.warned') last.set(`${event.account} ${event.period}`, event);
  return [...last.values()];
}

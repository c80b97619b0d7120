import type { TenantId } from '@tutti/protocol';
import type { Closed } from './routing/route-view.ts';
import type { Route } from './routing/route-table.ts';
import { RoutedCall } from './calls/logical-call.ts';
import { type ModelPorts, Switchboard } from './calls/switchboard.ts';
import type { Models, RouteHealth, RouteState } from './models.ts';

/** All models of an installation behind one door: who may answer, who is down, who waits, and what a call costs. */
export function createModels(ports: ModelPorts): Models {
  const board = new Switchboard(ports);
  return {
    open: (wish) => new RoutedCall(board, wish),
    look: (wish) => new RoutedCall(board, wish).look(),
    confirm(model, key) {
      for (const route of board.table().byModel.get(model) ?? []) if (route.key?.id === key) board.book.confirm(route);
    },
    health: (tenant) => listHealth(board, tenant),
  };
}

function listHealth(board: Switchboard, tenant: TenantId): readonly RouteHealth[] {
  const seen = board.book.look();
  const busy = board.queue.listBusy();
  return board
    .table()
    .routes.filter(({ key }) => key?.tenant === undefined || key.tenant === tenant)
    .map((route) => {
      const { closed, isDue, because, pace, ...counts } = board.book.describe(route, seen);
      const state = toState(route, { closed, isDue, busy });
      return {
        model: route.card.id,
        state,
        waiting: board.queue.countWaiting(route.host),
        ...counts,
        ...pace,
        ...(route.key && { key: route.key.name, keyId: route.key.id }),
        ...(closed?.until !== undefined && { until: closed.until }),
        ...(because && { because }),
      };
    });
}

function toState(
  { host }: Route,
  { closed, isDue, busy }: { closed: Closed | undefined; isDue: boolean; busy: ReadonlySet<string> },
): RouteState {
  if (closed) return closed.why;
  if (isDue) return 'probing';
  return busy.has(host) ? 'busy' : 'ready';
}

import { EngineError, RunError } from '@tutti/engine';
import { type ErrorCode, listOpenApprovals, parseApprovalId, type Principal, type RunId } from '@tutti/protocol';
import { type Api, toApprovalView } from '@tutti/protocol/api';
import type { Logger } from 'pino';
import type { Home } from '../home/open-home.ts';
import type { Handler } from '../http/handler.ts';
import { toFilter } from './to-filter.ts';

const UNREADABLE: ReadonlySet<ErrorCode> = new Set(['journal_corrupt', 'journal_too_new']);

export const listApprovals: Handler<Api['listApprovals']> = async ({ caller, query }, { home, log }) => {
  const { runs, next } = await home.engine.listRuns(caller.principal, { ...toFilter(query), open: true });
  const found = await Promise.all(runs.map(({ run }) => findOpen(home, caller.principal, { run, log })));
  const items = found.flat();
  return { status: 200, body: { items, next: next ?? null } };
};

export const answerApproval: Handler<Api['answerApproval']> = async ({ caller, params, body }, { home }) => {
  const place = parseApprovalId(params.approval);
  if (!place) throw new RunError('approval_not_found', 'there is no approval with this id');
  await home.engine
    .answerApproval(caller.principal, place.run, { ...body, path: place.path })
    .catch((error: unknown) => {
      throw toNotFound(error);
    });
  return { status: 202, body: { run: place.run } };
};

/** A journal that cannot be read hides only its own. */
async function findOpen({ engine }: Home, principal: Principal, { run, log }: { run: RunId; log: Logger }) {
  try {
    const state = await engine.getRun(principal, run);
    return listOpenApprovals(state).map((open) => toApprovalView(open, state.title));
  } catch (error) {
    if (!(error instanceof EngineError) || !UNREADABLE.has(error.code)) throw error;
    log.warn({ run, problem: error.code }, 'what waits in a run cannot be told');
    return [];
  }
}

/** The id of an approval that never was names a run that there is not, which is nothing that the caller asked for. */
function toNotFound(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'run_not_found')) return error;
  return new RunError('approval_not_found', 'there is no approval with this id', { cause: error });
}

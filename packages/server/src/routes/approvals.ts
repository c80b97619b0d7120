import { RunError } from '@tutti/engine';
import { listOpenApprovals, parseApprovalId } from '@tutti/protocol';
import { type Api, toApprovalView } from '@tutti/protocol/api';
import type { Handler } from '../handler.ts';
import { toFilter } from './to-filter.ts';

export const listApprovals: Handler<Api['listApprovals']> = async ({ caller, query }, { home }) => {
  const { runs, next } = await home.engine.listRuns(caller.principal, { ...toFilter(query), open: true });
  const states = await Promise.all(runs.map(({ run }) => home.engine.getRun(caller.principal, run)));
  const items = states.flatMap((state) => listOpenApprovals(state).map((open) => toApprovalView(open, state.title)));
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

/** The id of an approval that never was names a run that there is not, which is nothing that the caller asked for. */
function toNotFound(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'run_not_found')) return error;
  return new RunError('approval_not_found', 'there is no approval with this id', { cause: error });
}

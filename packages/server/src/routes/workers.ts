import { type Api, toWorkerView } from '@tutti/protocol/api';
import type { Handler } from '../http/handler.ts';

/** A process that ended longer ago than that is not listed any more. */
const ENDED_WITHIN_MS = 86_400_000;

export const listWorkers: Handler<Api['listWorkers']> = async ({ caller, query }, { home }) => {
  const page = { limit: query.limit, endedWithinMs: ENDED_WITHIN_MS };
  const workers = await home.engine.listWorkers(caller.principal, page);
  return { status: 200, body: { items: workers.map(toWorkerView) } };
};

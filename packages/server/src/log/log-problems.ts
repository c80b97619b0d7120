import { EngineError } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';
import type { Logger } from 'pino';
import type { Home } from '../home/open-home.ts';
import { toLogText } from './log.ts';
import { toTraceId } from '../http/trace.ts';

/** What goes wrong while runs are driven, where nobody asked and so nobody is answered. Returns how to stop. */
export function logProblems({ hub, engine, principal, catalogue }: Home, log: Logger): () => void {
  const findTrace = async (run: RunId): Promise<string | undefined> => {
    for await (const event of engine.readEvents(principal, run))
      return event.type === 'run.submitted' && event.trace !== undefined ? toTraceId(event.trace) : undefined;
    return undefined;
  };
  // Found before anybody could listen.
  for (const message of catalogue.problems)
    log.warn({ problem: 'invalid_input', message: toLogText(message) }, 'agent left out');
  return hub.onProblem(({ error, run }) => {
    const problem = error instanceof EngineError ? error.code : 'internal';
    const message = toLogText(error instanceof Error ? error.message : String(error));
    const write = (trace: string | undefined) => log.warn({ problem, run, trace, message }, 'engine problem');
    // A journal that cannot be read tells no trace either.
    if (run === undefined) write(undefined);
    else void findTrace(run).then(write, () => write(undefined));
  });
}

/** The last event of a run, and what its parent hears of it. */
import { type Failure, type FactOf, type Json, Label, SignalId, toCarried } from '@tutti/protocol';
import * as z from 'zod';
import { toFailure } from '../errors.ts';
import { type ChildEnd, toChildKey } from './child-call.ts';
import type { Stop } from './deliver.ts';
import { packPayload } from './payload.ts';
import type { RunCore } from './run-core.ts';
import type { Enclosed } from './run-log.ts';

export type ProgramEnd =
  | { readonly kind: 'completed'; readonly output: Json; readonly labels: readonly Label[] }
  /** `partial`: what there was by then. */
  | { readonly kind: 'failed'; readonly error: Failure; readonly partial?: Json }
  | { readonly kind: 'continued'; readonly state: Json };

/** As much of a result as it takes to find a run again by its words. */
const SEARCH_LIMIT = 8_000;
const Labels = z.array(Label);

type Last = FactOf<'run.completed'> | FactOf<'run.failed'> | FactOf<'run.cancelled'>;

/** A stop wins over whatever the program made of it. */
export function writeEnd(core: RunCore, end: ProgramEnd, stop: Stop | undefined): void {
  if (stop?.kind === 'cancelled')
    return write(core, { type: 'run.cancelled', reason: stop.error.message, stoppedAt: [...stop.at] });
  if (stop) return write(core, { type: 'run.failed', error: toFailure(stop.error) });
  try {
    if (end.kind === 'completed') writeCompleted(core, end);
    else if (end.kind === 'continued') writeContinued(core, end.state);
    else writeFailed(core, end);
  } catch (error) {
    // Whatever the program left behind that cannot be written down: nothing was, so far.
    write(core, { type: 'run.failed', error: toFailure(error) });
  }
}

function writeCompleted(core: RunCore, { output, labels }: Extract<ProgramEnd, { kind: 'completed' }>): void {
  const { payload, blob, value } = packPayload(output, core.ports.redact);
  const searchText = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, SEARCH_LIMIT);
  write(core, { type: 'run.completed', output: payload, labels: Labels.parse(labels) }, { blobs: [blob], searchText });
}

function writeFailed(core: RunCore, { error, partial }: Extract<ProgramEnd, { kind: 'failed' }>): void {
  if (partial === undefined) return write(core, { type: 'run.failed', error });
  const { payload, blob } = packPayload(partial, core.ports.redact);
  write(core, { type: 'run.failed', error, partial: payload }, { blobs: [blob] });
}

function writeContinued(core: RunCore, state: Json): void {
  const { payload, blob, value } = packPayload(state, core.ports.redact);
  const { log } = core;
  log.enqueue(
    { type: 'run.continued', episode: log.state.episode + 1, state: payload, carried: toCarried(log.state) },
    { blobs: [blob], value },
  );
}

function write(core: RunCore, fact: Last, enclosed: Enclosed = {}): void {
  const { parent, run } = core.log.state;
  if (!parent) return void core.log.enqueue(fact, enclosed);
  const end = {
    status: fact.type === 'run.completed' ? 'completed' : fact.type === 'run.failed' ? 'failed' : 'cancelled',
    ...(fact.type === 'run.completed' && { output: fact.output }),
    ...(fact.type === 'run.failed' && { error: toPlain(fact.error) }),
  } satisfies ChildEnd;
  // Its id follows from the child, so the parent hears of it once.
  const signal = {
    id: SignalId.parse(`sig_child-end-${run}`),
    key: toChildKey(run),
    payload: end,
    at: core.ports.clock.now(),
  };
  core.log.enqueue(fact, { ...enclosed, notify: { run: parent.run, signal } });
}

export function isLast(type: string): boolean {
  return type === 'run.completed' || type === 'run.failed' || type === 'run.cancelled' || type === 'run.continued';
}

function toPlain({ code, message, path }: Failure): { code: Failure['code']; message: string; path?: string } {
  return path === undefined ? { code, message } : { code, message, path };
}

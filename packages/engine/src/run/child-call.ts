/** A run of its own below this one. Its id follows from the path, so it is begun once; its end comes back as a signal. */
import {
  type Control,
  CONTROL_KEY,
  Failure,
  type FactOf,
  type Json,
  Payload,
  RunId,
  type Signal,
  SignalId,
  type StepPath,
  toIdText,
} from '@tutti/protocol';
import * as z from 'zod';
import { RunFinishedError, RunNotFoundError, toFailure } from '../errors.ts';
import { assertChild } from './nesting-limits.ts';
import { type ChildWish, createChildRun, toDepth } from './new-run.ts';
import { unpackPayload } from './payload.ts';
import { type Call, nondeterministic, type RunCore } from './run-core.ts';
import type { ChildRun, Outcome } from './scope.ts';
import type { ScopeNode } from './scope-node.ts';
import { sha256 } from './sha256.ts';

/** What a child's end tells its parent: the payload of the signal `child:<id>`. */
export const ChildEnd = z.object({
  status: z.enum(['completed', 'failed', 'cancelled']),
  output: Payload.optional(),
  error: Failure.optional(),
});
export type ChildEnd = z.infer<typeof ChildEnd>;

export function toChildKey(child: RunId): string {
  return `child:${child}`;
}

export function openChild(
  core: RunCore,
  node: ScopeNode,
  { name, ...wish }: ChildRun & { name: string },
): Promise<Outcome<Json>> {
  return core.open<Outcome<Json>>(node, name, (path, settle) => {
    const goLive = () => core.work(() => awaitChild(core, call, wish));
    const call: Call = {
      path,
      node,
      goLive,
      reject: settle.reject,
      async deliver({ event }) {
        if (event.type !== 'child.finished')
          throw nondeterministic(path, `a child run stands where ${event.type} is recorded`);
        const outcome = await toOutcome(core, event);
        core.close(call);
        settle.resolve(outcome);
      },
    };
    return call;
  });
}

async function awaitChild(core: RunCore, { path, node }: Call, wish: ChildRun): Promise<void> {
  const recorded = core.history.at(path).child;
  if (node.isAborted && !recorded) return;
  const child = recorded ?? toChildId(core, path);
  const lineage = toLineage(core, path);
  if (!recorded) {
    const problem = findProblem(core, { child, lineage, path, wish });
    if (problem) return refuseChild(core, { child, path }, problem);
    // First the record, then the child: so no child can ever run that its parent does not know of.
    core.log.enqueue({ type: 'child.started', path, child });
    await core.log.flushed();
  }
  if (!node.isAborted) await beginChild(core, { child, lineage, path, wish });
  for (;;) {
    const woken = await core.sleep({ key: toChildKey(child) }, node.signal);
    if (!woken) return awaitCancelledChild(core, { child, path });
    if (woken.by === 'signal' && noteEnd(core, { child, path }, woken.signal)) return;
  }
}

/** Before anything is recorded: what could never begin is answered at once. */
function findProblem(core: RunCore, wish: Omit<ChildWish, 'pins'>): Failure | undefined {
  const { children, parent } = core.log.state;
  try {
    assertChild({ depth: toDepth(parent), open: Object.keys(children).length });
    core.ports.programs.getNewest(wish.wish.program);
    createChildRun(core.log.state, { ...wish, pins: core.pins }, core.ports);
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}

function refuseChild(core: RunCore, place: ChildPlace, error: Failure): void {
  core.log.enqueue({ type: 'child.finished', ...place, status: 'failed', error });
}

interface ChildPlace {
  readonly child: RunId;
  readonly path: StepPath;
}

/** Its scope was stopped, so the child is stopped too; the run waits until the child says where it ended. */
export async function awaitCancelledChild(core: RunCore, place: ChildPlace): Promise<void> {
  const exists = await cancelChild(core, place.child);
  if (!exists) {
    core.log.enqueue({ type: 'child.finished', ...place, status: 'cancelled' });
    return;
  }
  for (;;) {
    const woken = await core.sleep({ key: toChildKey(place.child) });
    if (woken?.by === 'signal' && noteEnd(core, place, woken.signal)) return;
  }
}

/** False where it is not the child that speaks: whoever else sends it gives a name. */
function noteEnd(core: RunCore, place: ChildPlace, { id, key, payload, by }: Signal): boolean {
  const end = ChildEnd.safeParse(payload);
  if (end.success && by === undefined) {
    core.log.enqueue({ type: 'child.finished', ...place, ...end.data }, { consume: id });
    return true;
  }
  const message = end.error?.message ?? 'only the child itself can tell of its end';
  core.log.enqueue({ type: 'signal.refused', path: place.path, signal: id, key, message }, { consume: id });
  return false;
}

/** Also on replay: the crash may have come between the record and the child. A child that exists is left as it is. */
async function beginChild(core: RunCore, wish: Omit<ChildWish, 'pins'>): Promise<void> {
  const { epoch, log } = core;
  const child = createChildRun(log.state, { ...wish, pins: core.pins }, core.ports);
  await core.ports.store.submit({ ...child, by: { run: log.state.run, epoch } });
}

/** Cancel flows down. Its id follows from the child, so however often it is sent, it is one signal. False: there is no such child. */
async function cancelChild(core: RunCore, child: RunId): Promise<boolean> {
  const control: Control = { action: 'cancel', reason: `its parent ${core.log.state.run} no longer needs it` };
  const signal = {
    id: SignalId.parse(`sig_parent-cancel-${child}`),
    key: CONTROL_KEY,
    payload: control,
    at: core.ports.clock.now(),
  };
  try {
    await core.ports.store.signal(core.log.state.tenant, child, signal);
    return true;
  } catch (error) {
    if (error instanceof RunNotFoundError) return false;
    // It has ended by itself meanwhile: its end is on the way as a signal.
    if (error instanceof RunFinishedError) return true;
    throw error;
  }
}

function toChildId(core: RunCore, path: string): RunId {
  const { run, submittedAt } = core.log.state;
  return deriveRunId(submittedAt, `${run}/${path}`);
}

/** The same for the child of a retried run, so that its effects keep their keys. */
function toLineage(core: RunCore, path: string): RunId {
  return deriveRunId(0, `${core.log.state.lineage}/${path}`);
}

function deriveRunId(at: number, from: string): RunId {
  return RunId.parse(toIdText('run', at, Buffer.from(sha256(from), 'hex')));
}

async function toOutcome(core: RunCore, event: FactOf<'child.finished'>): Promise<Outcome<Json>> {
  if (event.status === 'completed' && event.output) {
    return { status: 'done', value: await unpackPayload(event.output, core.log.state.tenant, core.ports.store) };
  }
  return {
    status: 'failed',
    error: event.error ?? { code: 'run_cancelled', message: `the child run was ${event.status}` },
  };
}

/** Waiting for a signal or for a time. Neither holds a worker: when nothing else is going on, the run itself goes to sleep. */
import { CONTROL_KEY, Instant, type Json, SignalKey, type StepPath } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { packPayload, unpackPayload } from './payload.ts';
import { type Call, nondeterministic, type RunCore } from './run-core.ts';
import type { Received, SignalSpec } from './scope.ts';
import type { ScopeNode } from './scope-node.ts';

export function openWait<T>(core: RunCore, node: ScopeNode, spec: SignalSpec<T>): Promise<Received<T>> {
  return core.open<Received<T>>(node, 'wait', (path, settle) => {
    assertKey(spec.key);
    if (spec.until !== undefined) assertInstant(spec.until);
    const about = spec.about === undefined ? undefined : packPayload(spec.about, core.ports.redact).value;
    const call: Call = {
      path,
      node,
      reject: settle.reject,
      goLive: () => core.work(() => awaitSignal(core, { path, node, spec, about })),
      async deliver({ event, value }) {
        if (event.type === 'timer.fired') {
          core.close(call);
          return settle.resolve({ status: 'timed_out' });
        }
        if (event.type !== 'signal.received' || event.key !== spec.key)
          throw nondeterministic(path, `it waits for ${spec.key} where ${event.type} is recorded`);
        const payload = value ?? (await unpackPayload(event.payload, event.tenant, core.ports.store));
        const parsed = spec.payload.safeParse(payload);
        if (!parsed.success)
          throw nondeterministic(path, `the recorded signal no longer has its shape: ${parsed.error.message}`);
        core.close(call);
        settle.resolve({ status: 'received', value: parsed.data, by: event.by });
      },
    };
    return call;
  });
}

export function openSleep(core: RunCore, node: ScopeNode, until: Instant): Promise<void> {
  return core.open<void>(node, 'sleep', (path, settle) => {
    assertInstant(until);
    const call: Call = {
      path,
      node,
      reject: settle.reject,
      goLive: () => core.work(() => awaitTime(core, { path, node, until })),
      deliver({ event }) {
        if (event.type !== 'timer.fired') throw nondeterministic(path, `it sleeps where ${event.type} is recorded`);
        core.close(call);
        settle.resolve();
      },
    };
    return call;
  });
}

/** Only the engine takes these. */
const ENGINE_KEYS = new RegExp(`^(${CONTROL_KEY}$|child:|doubt:)`);

function assertKey(key: string): void {
  if (!SignalKey.safeParse(key).success || ENGINE_KEYS.test(key))
    throw new RunError('invalid_input', `a program cannot wait for the key "${key}"`);
}

function assertInstant(at: number): void {
  if (!Instant.safeParse(at).success)
    throw new RunError('invalid_input', `${at} is no time: it takes whole milliseconds since 1970`);
}

interface Place {
  readonly path: StepPath;
  readonly node: ScopeNode;
}

async function awaitSignal(
  core: RunCore,
  { path, node, spec, about }: Place & { spec: SignalSpec<unknown>; about: Json | undefined },
): Promise<void> {
  const { key, until } = spec;
  if (node.isAborted) return;
  if (!core.history.at(path).waiting) {
    core.log.enqueue({
      type: 'wait.started',
      path,
      key,
      ...(until !== undefined && { until }),
      ...(about !== undefined && { about }),
    });
  }
  for (;;) {
    const woken = await core.sleep({ key, until }, node.signal);
    if (!woken) return;
    if (woken.by === 'time') {
      core.log.enqueue({ type: 'timer.fired', path });
      return;
    }
    const { signal } = woken;
    const { payload, blob, value } = packPayload(signal.payload, core.ports.redact);
    // As the journal gives it back: that is what the program will see.
    const problem = spec.payload.safeParse(value).error?.message;
    if (problem === undefined) {
      const received = {
        type: 'signal.received',
        path,
        signal: signal.id,
        key,
        payload,
        ...(signal.by && { by: signal.by }),
      } as const;
      core.log.enqueue(received, { consume: signal.id, blobs: [blob], value });
      return;
    }
    core.log.enqueue(
      { type: 'signal.refused', path, signal: signal.id, key, message: problem },
      { consume: signal.id },
    );
  }
}

async function awaitTime(core: RunCore, { path, node, until }: Place & { until: Instant }): Promise<void> {
  if (node.isAborted) return;
  if (!core.history.at(path).waiting) core.log.enqueue({ type: 'wait.started', path, until });
  const woken = await core.sleep({ until }, node.signal);
  if (woken) core.log.enqueue({ type: 'timer.fired', path });
}

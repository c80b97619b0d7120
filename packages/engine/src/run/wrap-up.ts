/** Effects and child runs of an earlier drive that are still open when the program no longer asks for them. */
import { type RunId, RunId as RunIdSchema, type StepPath } from '@tutti/protocol';
import { toMessage } from '../errors.ts';
import { awaitCancelledChild } from './child-call.ts';
import type { RunCore } from './run-core.ts';
import { parseAnswer, toDoubtKey } from './settle-doubt.ts';

/** Whatever the journal holds open is either still called by the program, or was stopped with its scope, or has no caller left. */
export function wrapUpOpenEnds(core: RunCore): void {
  const { intents, children } = core.log.state;
  for (const path of Object.keys(intents)) {
    if (core.calls.has(path)) continue;
    const call = core.stoppedCalls.get(path);
    if (call) call.wrapUp?.();
    else core.work(() => askAboutOrphan(core, path as StepPath));
  }
  for (const [child, path] of Object.entries(children)) {
    if (core.calls.has(path)) continue;
    core.work(() => awaitCancelledChild(core, { child: RunIdSchema.parse(child) as RunId, path }));
  }
}

/** Without the program's own step there is nobody left who could verify or undo: a person says what happened. */
async function askAboutOrphan(core: RunCore, path: StepPath): Promise<void> {
  const intent = core.log.state.intents[path];
  if (!intent) return;
  if (!core.log.state.doubts[path]) core.log.enqueue({ type: 'effect.doubted', path, key: intent.key, cause: 'crash' });
  for (;;) {
    const woken = await core.sleep({ key: toDoubtKey(path) });
    if (woken?.by !== 'signal') continue;
    const { id, key, payload, by } = woken.signal;
    try {
      const { verdict } = parseAnswer(core, path, payload);
      core.log.enqueue({ type: 'effect.resolved', path, how: 'person', verdict, ...(by && { by }) }, { consume: id });
      return;
    } catch (error) {
      core.log.enqueue({ type: 'signal.refused', path, signal: id, key, message: toMessage(error) }, { consume: id });
    }
  }
}

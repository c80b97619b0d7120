/** How a run stands, and whether it is kept aside for good. */
import { Control, CONTROL_KEY, type RunId, type RunState } from '@tutti/protocol';
import type { Home } from '@tutti/server/home';

export interface Standing {
  readonly state: RunState;
  /** It goes on only when somebody says so, and nobody has said so yet. */
  readonly isKeptAside: boolean;
}

export async function readStanding(
  { engine, principal, store }: Pick<Home, 'engine' | 'principal' | 'store'>,
  run: RunId,
): Promise<Standing> {
  // Read before the state: what has been taken meanwhile shows in the state.
  const signals = await store.pendingSignals(principal.tenant, run);
  const state = await engine.getRun(principal, run);
  const isWoken = signals.some(({ key, payload }) => key === CONTROL_KEY && isWaking(Control.safeParse(payload).data));
  return { state, isKeptAside: state.status === 'quarantined' && !isWoken };
}

function isWaking(control: Control | undefined): boolean {
  return control !== undefined && control.action !== 'pause';
}

/** A retry begins child runs anew that had not ended by then: none of them may have done what cannot be done twice. */
import type { RunEvent, RunId, TenantId } from '@tutti/protocol';
import { RunError, RunNotFoundError } from '../errors.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import { readEvents } from './read-run.ts';
import { hasGuardedEffects, listRedoneChildren, type RetryRequest } from './retry-run.ts';

export async function assertNoChildEffects(
  { store }: { store: RunLibrary },
  { tenant, events, wish }: { tenant: TenantId; events: readonly RunEvent[]; wish: RetryRequest },
): Promise<void> {
  const open = listRedoneChildren(events, wish);
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    const below = await readChild(store, { tenant, run: child });
    if (hasGuardedEffects(below)) {
      throw new RunError('effect_already_happened', `the child run ${child} has already acted outside`, {
        nothingHappened: true,
      });
    }
    open.push(...below.flatMap((event) => (event.type === 'child.started' ? [event.child] : [])));
  }
}

/** A child may have been announced and never begun. */
async function readChild(library: RunLibrary, ref: { tenant: TenantId; run: RunId }): Promise<RunEvent[]> {
  try {
    return await Array.fromAsync(readEvents(library, ref));
  } catch (error) {
    if (error instanceof RunNotFoundError) return [];
    throw error;
  }
}

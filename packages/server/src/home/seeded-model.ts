/**
 * Gives the rehearsal model the seed that a run was begun with. The run keeps it among its pins, so the same words come
 * whoever drives it on. Two runs with the same seed, goal and agents rehearse the same words.
 */
import { type Model, type ModelRequest, type Store, unpackPayload } from '@tutti/engine';
import { Payload, type Principal, RunId } from '@tutti/protocol';
import * as z from 'zod';

/** Beside the agents. */
export const SeedPin = z.object({ seed: z.string().optional() });

/** A request's own seed is the run and the path of the step. */
const OWN_SEED = /^(run_[0-9a-z]+)\/(.*)$/s;

export function createSeededModel(model: Model, findSeed: (run: string) => Promise<string | undefined>): Model {
  const withSeed = async (request: ModelRequest): Promise<ModelRequest> => {
    const [, run, path] = OWN_SEED.exec(request.seed) ?? [];
    const seed = run === undefined ? undefined : await findSeed(run);
    return seed === undefined ? request : { ...request, seed: `${seed}/${path}` };
  };
  return {
    id: model.id,
    worstCase: (request) => model.worstCase(request),
    answer: async (request, call) => model.answer(await withSeed(request), call),
  };
}

const Submission = z.object({ pins: Payload });

/** The seed stands in the first entry of the run's journal; it never changes, so it is read once. */
export function createSeedFinder(store: Store, { tenant }: Principal): (run: string) => Promise<string | undefined> {
  const found = new Map<string, Promise<string | undefined>>();
  const find = async (run: string) => {
    const [first] = await store.readEntries(tenant, RunId.parse(run), { after: 0, limit: 1 });
    if (!first) return undefined;
    const { pins } = Submission.parse(JSON.parse(first.body));
    return SeedPin.safeParse(await unpackPayload(pins, tenant, store)).data?.seed;
  };
  return (run) => {
    const seed = found.get(run) ?? find(run);
    found.set(run, seed);
    // A store that was away for a moment must not be remembered for ever.
    seed.catch(() => found.delete(run));
    return seed;
  };
}

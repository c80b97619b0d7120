/**
 * Gives the rehearsal model the seed that a run was begun with. The run keeps it among its pins, so the same words come
 * whoever drives it on. Two runs with the same seed, goal and agents rehearse the same words.
 */
import type { Model, ModelRequest } from '@tutti/engine';
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

import type { ProviderId } from '@tutti/protocol';
import type { ModelDesk } from '../desk/model-desk.ts';
import { findNearest } from '../find-nearest.ts';
import { CommandError } from '../report-error.ts';

/** What somebody typed is the name of a provider, or is refused with the nearest. */
export async function toProvider(desk: Pick<ModelDesk, 'listProviders'>, typed: string): Promise<ProviderId> {
  const names = (await desk.listProviders()).map(({ provider }) => provider);
  const found = names.find((name) => name === typed.trim().toLowerCase());
  if (found !== undefined) return found;
  const nearest = findNearest(typed, names);
  throw new CommandError(
    'unknown_provider',
    `there is no provider ${typed}. The nearest is ${nearest}; there are ${names.join(', ')}.`,
    { remedy: 'Any server that is compatible with OpenAI can be one: give it a name and its --base-url.' },
  );
}

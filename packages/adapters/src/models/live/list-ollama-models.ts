import { type Modality, ModelCard, ModelId } from '@tutti/protocol';
import * as z from 'zod';
import { guessStrength } from './guess-strength.ts';
import { isEmbedder } from './list-openai-models.ts';
import type { ListingServer } from './read-json.ts';

const Tags = z.object({
  models: z.array(
    z.object({
      name: z.string().min(1),
      details: z.object({ parameter_size: z.string().optional() }).optional().catch(undefined),
    }),
  ),
});
type Tagged = z.infer<typeof Tags>['models'][number];

const Shown = z.object({
  capabilities: z.array(z.string()).optional().catch(undefined),
  model_info: z.record(z.string(), z.unknown()).catch({}),
});

/** Memory grows with the window, whatever a model was trained for. */
const LARGEST_WINDOW = 32_768;
const UNKNOWN_CONTEXT = 8192;

/** Ollama tells of each model what it can do and how much it can read at once. */
export async function listOllamaModels({
  provider,
  baseUrl,
  local,
  read,
}: ListingServer): Promise<readonly ModelCard[]> {
  const { models } = await read(`${baseUrl}/api/tags`, Tags);
  const cards = await Promise.all(
    models.map(async (model) => {
      const id = ModelId.safeParse(`${provider}/${model.name}`);
      if (!id.success) return [];
      const shown = await read(`${baseUrl}/api/show`, Shown, { model: model.name });
      return [toCard(id.data, model, { ...shown, local })];
    }),
  );
  return cards.flat();
}

function toCard(id: ModelId, { name, details }: Tagged, shown: z.infer<typeof Shown> & { local: boolean }): ModelCard {
  const { capabilities, model_info, local } = shown;
  const can = (what: string) => capabilities?.includes(what) ?? false;
  const context = Math.min(readContext(model_info), LARGEST_WINDOW);
  const input: Modality[] = can('vision') ? ['text', 'image'] : ['text'];
  return ModelCard.parse({
    id,
    name: name.slice(0, 200),
    // Older servers do not tell what a model can do.
    kind: can('embedding') || (!capabilities && isEmbedder(name)) ? 'embedding' : 'chat',
    context,
    output: context,
    input,
    tools: can('tools'),
    structured: true,
    reasoning: can('thinking'),
    strength: guessStrength(name, details?.parameter_size),
    local,
  });
}

function readContext(info: Record<string, unknown>): number {
  const [, length] = Object.entries(info).find(([name]) => name.endsWith('.context_length')) ?? [];
  return typeof length === 'number' && Number.isInteger(length) && length > 0 ? length : UNKNOWN_CONTEXT;
}

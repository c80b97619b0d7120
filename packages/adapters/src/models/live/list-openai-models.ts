import { ModelCard, ModelId } from '@tutti/protocol';
import * as z from 'zod';
import { guessStrength } from './guess-strength.ts';
import type { ListingServer } from './read-json.ts';

/** What servers of OpenAI's protocol add to the list, each in its own word. */
const Listed = z.object({
  id: z.string().min(1),
  max_model_len: z.int().positive().optional().catch(undefined),
  context_length: z.int().positive().optional().catch(undefined),
  context_window: z.int().positive().optional().catch(undefined),
  meta: z
    .object({ n_ctx_train: z.int().positive().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
const List = z.object({ data: z.array(Listed.or(z.unknown())) });

/** Small enough for every server that does not say; a longer request is refused by the server itself. */
const UNKNOWN_CONTEXT = 8192;

/** The list tells the names, sometimes the context, never what a model can do: tools are offered to all, a schema is asked for in words. */
export async function listOpenaiModels({
  provider,
  baseUrl,
  local,
  read,
}: ListingServer): Promise<readonly ModelCard[]> {
  const { data } = await read(`${baseUrl}/models`, List);
  return data.flatMap((entry) => {
    const listed = Listed.safeParse(entry);
    const id = ModelId.safeParse(`${provider}/${listed.data?.id}`);
    if (!listed.success || !id.success) return [];
    const { max_model_len, context_length, context_window, meta } = listed.data;
    const context = max_model_len ?? context_length ?? context_window ?? meta?.n_ctx_train ?? UNKNOWN_CONTEXT;
    return [
      ModelCard.parse({
        id: id.data,
        name: listed.data.id.slice(0, 200),
        kind: isEmbedder(listed.data.id) ? 'embedding' : 'chat',
        context,
        output: context,
        tools: true,
        structured: false,
        strength: guessStrength(listed.data.id),
        local,
      }),
    ];
  });
}

export function isEmbedder(name: string): boolean {
  return /embed|(?:^|[/-])(?:bge|gte|e5)-|minilm/i.test(name);
}

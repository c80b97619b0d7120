/** What a tool has drawn or written for people: the run keeps it as a document, and the model is told that it is there. */
import type { Json, Label } from '@tutti/protocol';
import * as z from 'zod';
import type { Scope } from '../run/scope.ts';

const Given = z.looseObject({
  document: z.object({
    name: z.string().min(1).max(255),
    mediaType: z.string().min(1).max(100),
    text: z.string(),
  }),
});

/** Of the recorded output alone, so that a replay finds the same document. */
export async function keepDocument(scope: Scope, output: Json, labels: readonly Label[]): Promise<Json> {
  const given = Given.safeParse(output);
  if (!given.success) return output;
  const { document, ...facts } = given.data;
  const { name, version, bytes } = await scope.produce({ ...document, labels });
  return { ...(facts as Readonly<Record<string, Json>>), document: { name, version, bytes } };
}

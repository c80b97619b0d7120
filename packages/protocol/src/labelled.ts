/** Where a text came from. Labels travel with it, so that a later decision can look at everything that reached it. */
import * as z from 'zod';

export const LabelSource = z.enum(['owner', 'user', 'tool', 'web', 'document', 'agent', 'model', 'rehearsal']);
export type LabelSource = z.infer<typeof LabelSource>;

export const Label = z.object({ source: LabelSource, name: z.string().max(200).optional() });
export type Label = z.infer<typeof Label>;

export const Labelled = z.object({ text: z.string(), labels: z.array(Label) });
export type Labelled = z.infer<typeof Labelled>;

/** The union of several lists of labels, each label once, in order of first appearance. */
export function unionLabels(...lists: readonly (readonly Label[])[]): Label[] {
  const seen = new Map<string, Label>();
  for (const label of lists.flat()) seen.set(`${label.source}:${label.name ?? ''}`, label);
  return [...seen.values()];
}

/** Words of the rehearsal model must never pass for intelligence: whoever shows a text asks this first. */
export function isRehearsal(labels: readonly Label[]): boolean {
  return labels.some(({ source }) => source === 'rehearsal');
}

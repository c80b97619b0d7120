import * as z from 'zod';
import { toHtml } from './to-html.ts';

/** As much of JSON Schema as the page tells of. */
export const Shape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
  get items() {
    return Shape.optional();
  },
  get anyOf() {
    return z.array(Shape).optional();
  },
  get oneOf() {
    return z.array(Shape).optional();
  },
  get properties() {
    return z.record(z.string(), Shape).optional();
  },
  required: z.array(z.string()).optional(),
});
export type Shape = z.infer<typeof Shape>;

const MOST_CHOICES = 12;

/** One line of HTML: what a value may be, with links to the schemas that have names. */
export function toTypeText(shape: Shape): string {
  const name = shape.$ref?.split('/').at(-1);
  if (name !== undefined) return `<a href="#schema-${toHtml(name)}">${toHtml(name)}</a>`;
  if (shape.const !== undefined) return toCode(shape.const);
  if (shape.enum) return toChoices(shape.enum);
  const either = shape.anyOf ?? shape.oneOf;
  if (either)
    return either.length > MOST_CHOICES ? `one of ${either.length} shapes` : either.map(toTypeText).join(' or ');
  if (shape.type === 'array') return `list of ${shape.items ? toTypeText(shape.items) : 'anything'}`;
  if (shape.type === 'object' && shape.properties) return `{ ${Object.keys(shape.properties).map(toHtml).join(', ')} }`;
  if (shape.format === 'date-time') return 'time';
  return toHtml([shape.type ?? 'anything'].flat().join(' or '));
}

function toChoices(values: readonly unknown[]): string {
  if (values.length > MOST_CHOICES) return `one of ${values.length} words`;
  return values.map(toCode).join(' or ');
}

function toCode(value: unknown): string {
  return `<code>${toHtml(JSON.stringify(value))}</code>`;
}

/** What an installation knows better: `models.yaml` or `models.json` in its data directory, with models of its own, other prices and limits. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelCard, ModelId, Modality, QuotaLimits } from '@tutti/protocol';
import * as z from 'zod';
import { CatalogueError } from './catalogue-error.ts';
import type { CatalogueFile } from './catalogue-file.ts';
import { matchesPattern } from './matches-pattern.ts';
import { PriceInUsd } from './model-facts.ts';
import { toNanoPrice } from './to-card.ts';
import { toStrength } from './to-strength.ts';

const Change = z.strictObject({
  id: ModelId,
  name: z.string().min(1).max(200).optional(),
  kind: z.enum(['chat', 'embedding']).optional(),
  context: z.int().positive().optional(),
  output: z.int().positive().optional(),
  input: z.array(Modality).optional(),
  tools: z.boolean().optional(),
  structured: z.boolean().optional(),
  reasoning: z.boolean().optional(),
  local: z.boolean().optional(),
  released: z.iso.date().optional(),
  strength: z.int().min(0).max(100).optional(),
  price: PriceInUsd.optional(),
  /** `false`: the key is not of the free tier. */
  free: z.union([QuotaLimits.strict(), z.literal(false)]).optional(),
});
type Change = z.infer<typeof Change>;

export const OwnChanges = z.strictObject({
  models: z.array(Change).default([]),
  /** Never offered; each `*` stands for any text. */
  hidden: z.array(z.string()).default([]),
  names: z.record(z.string(), ModelId).default({}),
});
export type OwnChanges = z.infer<typeof OwnChanges>;

const NAMES = ['models.yaml', 'models.json'];

/** Undefined where there is none. */
export async function readOwnChanges(directory: string): Promise<OwnChanges | undefined> {
  const found = await Promise.all(NAMES.map((name) => readIfThere(join(directory, name))));
  const [first, second] = found.filter((file) => file !== undefined);
  if (!first) return undefined;
  if (second) throw refuse(first.path, `stands beside ${second.path}: keep one of them`);
  const { parse } = await import('yaml'); // Only where there is something to read.
  try {
    const parsed = OwnChanges.safeParse(parse(first.text) ?? {});
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw refuse(first.path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, parsed.error);
  } catch (error) {
    if (error instanceof CatalogueError) throw error;
    throw refuse(first.path, `cannot be read (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

/** Throws where a model that is new says too little of itself. */
export function applyOwnChanges(file: CatalogueFile, { models, hidden, names }: OwnChanges): CatalogueFile {
  const cards = new Map(file.cards.map((card) => [card.id, card]));
  for (const change of models) cards.set(change.id, toChangedCard(change, cards.get(change.id), file.asOf));
  const isHidden = ({ id }: ModelCard) => hidden.some((pattern) => matchesPattern(id, pattern));
  return {
    ...file,
    cards: [...cards.values()].filter((card) => !isHidden(card)),
    names: { ...file.names, ...names },
  };
}

const USUAL_OUTPUT = 4_096;

function toChangedCard({ price, free, ...change }: Change, known: ModelCard | undefined, asOf: string): ModelCard {
  const { context = known?.context, id } = change;
  if (context === undefined)
    throw new CatalogueError('config_invalid', `the model ${id} of models.yaml is new, so it needs a context`);
  const nano = price ? toNanoPrice(price) : known?.price;
  const { free: knownFree, ...facts } = known ?? { free: undefined };
  const limits = free === undefined ? knownFree : free === false ? undefined : free;
  const strength = toStrength({ ...facts, ...change, price: nano }, asOf);
  return ModelCard.parse({
    name: id,
    output: Math.min(context, USUAL_OUTPUT),
    tools: false,
    structured: false,
    strength,
    ...facts,
    ...change,
    context,
    ...(nano && { price: nano }),
    ...(limits && { free: limits }),
  });
}

interface FoundFile {
  readonly path: string;
  readonly text: string;
}

async function readIfThere(path: string): Promise<FoundFile | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw refuse(path, `cannot be read (${error.message})`, error);
  });
  return text === undefined ? undefined : { path, text };
}

function refuse(path: string, message: string, cause?: unknown): CatalogueError {
  return new CatalogueError('config_invalid', `${path} ${message}`, { remedy: 'Mend or remove that file.', cause });
}

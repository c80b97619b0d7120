/** The models that a policy names, in its order; retired ones give way to their living successors. */
import { REHEARSAL, type ModelCard, ModelId, type ModelPolicy, type PassedOver, providerOf } from '@tutti/protocol';
import type { Route, RouteTable } from './route-table.ts';

export interface NamedModel {
  readonly routes: readonly Route[];
  readonly insteadOf: ModelId | undefined;
}

export interface ResolvedNames {
  readonly named: readonly NamedModel[];
  readonly passedOver: readonly PassedOver[];
}

export interface NameBook {
  readonly table: RouteTable;
  /** By its id, or by another name of it. */
  findCard(name: string): ModelCard | undefined;
}

/** A successor may have retired as well. */
const LONGEST_LINE = 8;

export function resolveNames(
  { prefer, fallback }: Pick<ModelPolicy, 'prefer' | 'fallback'>,
  book: NameBook,
): ResolvedNames {
  const named: NamedModel[] = [];
  const passedOver: PassedOver[] = [];
  const seen = new Set<ModelId>();
  for (const name of [...prefer, ...fallback]) {
    const model = toNamedId(name, book);
    const living = findLiving(model, book);
    const routes = living === undefined ? [] : findRoutes(living, book.table);
    if (living === undefined) passedOver.push({ model, why: 'retired', detail: 'it has no successor' });
    else if (routes.length === 0) passedOver.push({ model, ...explainAbsence(living, model, book) });
    else if (!seen.has(living)) named.push({ routes, insteadOf: living === model ? undefined : model });
    if (living !== undefined) seen.add(living);
  }
  return { named, passedOver };
}

/** Undefined where the line of successors ends with one that is no longer served. What is offered is served. */
export function findLiving(model: ModelId, { table, findCard }: NameBook): ModelId | undefined {
  let living = model;
  for (let step = 0; step < LONGEST_LINE; step++) {
    if (table.byModel.has(living)) return living;
    const retired = findCard(living)?.retired;
    if (!retired) return living;
    if (retired.successor === undefined) return undefined;
    living = retired.successor;
  }
  return undefined;
}

/** A name in short means the model that goes by it; what is no name at all is told under one that could be. */
function toNamedId(name: string, { findCard }: NameBook): ModelId {
  if (name === 'rehearsal') return REHEARSAL;
  const id = ModelId.safeParse(name);
  if (id.success) return id.data;
  return (
    findCard(name)?.id ??
    `unknown/${
      name
        .trim()
        .replaceAll(/[\s/]+/g, '-')
        .slice(0, 150) || 'model'
    }`
  );
}

function findRoutes(model: ModelId, table: RouteTable): readonly Route[] {
  return model === REHEARSAL ? [table.rehearsal] : (table.byModel.get(model) ?? []);
}

function explainAbsence(living: ModelId, model: ModelId, { findCard }: NameBook): Omit<PassedOver, 'model'> {
  const successor = living === model ? '' : `retired in favour of ${living}, and `;
  return findCard(living) === undefined
    ? { why: 'unknown', detail: `${successor}nobody knows a model of this id` }
    : { why: 'no_key', detail: `${successor}there is no key of ${providerOf(living)}` };
}

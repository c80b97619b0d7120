/** Looks through the pages of a list for what a call has made. */
import type * as z from 'zod';
import type { WebApi } from '../web-api/web-api.ts';
import { JSON_TYPE } from './github-api.ts';

export interface MadeQuery<Item> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly items: z.ZodType<readonly Item[]>;
  readonly mostPages: number;
  readonly signal: AbortSignal;
  isIt(item: Item): boolean;
}

const PAGE = 100;

/** Undefined where it is certainly not there; throws where there is more than is looked at, as then it cannot be told. */
export async function findMade<Item>(api: WebApi, wanted: MadeQuery<Item>): Promise<Item | undefined> {
  const { path, query = {}, items: schema, mostPages, signal, isIt } = wanted;
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await api.ask({ path, query: { ...query, per_page: PAGE, page }, accept: JSON_TYPE, signal });
    const items = schema.parse(found);
    const made = items.find(isIt);
    if (made) return made;
    if (items.length < PAGE) return undefined;
  }
  throw new Error(`it is not among the ${mostPages * PAGE} that were looked at`);
}

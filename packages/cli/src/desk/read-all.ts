import { MOST_ON_PAGE } from '@tutti/protocol/api';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Page after page, until there is no more. */
export async function readAll<Item>(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<Item> = await read({ limit: MOST_ON_PAGE, ...(cursor !== undefined && { cursor }) });
    all.push(...page.items);
    cursor = page.next;
  }
  return all;
}

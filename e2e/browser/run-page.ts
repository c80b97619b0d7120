/** What the tests ask of the page of a run. */
import type { Page } from 'playwright-core';

export async function readSeq(page: Page): Promise<number> {
  return Number((await page.locator('[data-seq]').getAttribute('data-seq')) ?? 0);
}

/** Of the state that the page has folded by itself; waits until it has folded this many events. */
export async function readStateHash(page: Page, seq: number): Promise<string> {
  const main = page.locator(`[data-seq="${seq}"][data-state-hash]`);
  await main.waitFor();
  return (await main.getAttribute('data-state-hash')) ?? '';
}

export function runIdIn(url: string): string {
  const [, run = ''] = /\/ui\/runs\/(run_[0-9a-z]+)/.exec(url) ?? [];
  return run;
}

import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';

export interface Downloaded {
  readonly name: string;
  /** Without the newline at the end. */
  readonly lines: readonly string[];
}

/** What a person gets who presses it: a file of lines. */
export async function downloadBy(button: Locator): Promise<Downloaded> {
  const coming = button.page().waitForEvent('download');
  await button.click();
  const download = await coming;
  const text = readFileSync(await download.path(), 'utf8');
  return { name: download.suggestedFilename(), lines: text.trim().split('\r\n') };
}

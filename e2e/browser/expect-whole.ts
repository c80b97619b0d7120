import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findViolations } from './find-violations.ts';
import { SIZES } from './open-browser.ts';

const LOOKS = [
  ['phone', 'dark'],
  ['desktop', 'light'],
] as const;

/** Two frames, and the end of whatever moves or fades: half way between two themes nothing can be read. */
const SETTLED = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
  Promise.allSettled(document.getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished))).then(() => undefined)`;

/** A page as it stands right now: nothing hangs out of it, and axe has no complaint. It ends as large and as light as it began. */
export async function expectWhole(page: Page): Promise<void> {
  for (const [size, colorScheme] of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' });
    await page.evaluate(SETTLED);
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    expect(await findViolations(page)).toEqual([]);
  }
}

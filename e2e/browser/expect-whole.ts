import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findViolations } from './find-violations.ts';
import { SIZES } from './open-browser.ts';

const LOOKS = [
  ['phone', 'dark'],
  ['desktop', 'light'],
] as const;

/**
 * Once nothing moves or fades any more: half way between two themes nothing can be read. The end of one fade can begin
 * another, as where a colour is inherited from what fades, so it looks again until it finds none.
 */
const SETTLED = `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (;;) {
    await frame();
    await frame();
    const moving = document.getAnimations().filter(({ effect, playState }) =>
      playState === 'running' && effect?.getComputedTiming().iterations !== Infinity);
    if (moving.length === 0) return;
    await Promise.allSettled(moving.map(({ finished }) => finished));
  }
})()`;

/** What axe says once the page's last answers are drawn: a row that is exchanged while axe looks has no colours. */
const DRAWN = { timeout: 5000, interval: 250 };

/** A page as it stands right now, on a phone and on a desk, dark and light. It ends as large and as light as it began. */
export async function expectWhole(page: Page): Promise<void> {
  for (const [size, colorScheme] of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' });
    await expectTidy(page);
  }
}

/** Nothing hangs out of the page, and axe has no complaint. */
export async function expectTidy(page: Page): Promise<void> {
  await page.evaluate(SETTLED);
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  await expect.poll(() => findViolations(page), DRAWN).toEqual([]);
}

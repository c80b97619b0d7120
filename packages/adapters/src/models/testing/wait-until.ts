const DEADLINE_MS = 10_000;
const LOOK_MS = 5;

/** Looks until it is so. */
export async function waitUntil(isSo: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!isSo()) {
    if (performance.now() > end) throw new Error('it did not come to be so in time');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

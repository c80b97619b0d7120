/** One turn of the event loop: everything that was due in it has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when the event loop has nothing left to do by itself, so that only time or somebody outside can go on. */
export async function untilIdle(onTurn: () => boolean | Promise<boolean> = () => true): Promise<void> {
  do {
    await nextTurn();
    if (!(await onTurn())) return;
  } while (process.getActiveResourcesInfo().includes('Immediate'));
}

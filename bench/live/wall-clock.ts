/** The same in all processes of a machine, and finer than a millisecond. */
export function toWallMs(): number {
  return performance.timeOrigin + performance.now();
}

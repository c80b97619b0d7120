/**
 * How much each of several texts may take so that all of them together keep within a budget: short ones stay whole,
 * and what they leave is shared by the long ones.
 */
export function shareRoom(lengths: readonly number[], budget: number): number {
  let left = budget;
  const rising = lengths.toSorted((one, other) => one - other);
  for (const [place, length] of rising.entries()) {
    const share = Math.floor(left / (rising.length - place));
    if (length > share) return share;
    left -= length;
  }
  return Number.POSITIVE_INFINITY;
}

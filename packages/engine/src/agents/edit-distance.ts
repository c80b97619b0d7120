/** How many letters have to be added, dropped or replaced to make one text of the other. */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let left = 0; left < one.length; left++) {
    const next = [left + 1];
    for (let right = 0; right < other.length; right++) {
      const replaced = (row[right] ?? 0) + (one[left] === other[right] ? 0 : 1);
      next.push(Math.min(replaced, (row[right + 1] ?? 0) + 1, (next[right] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Lines that each of two texts holds once, in the longest order that both keep: where texts differ much they say what belongs to what. */

export interface Anchor {
  readonly old: number;
  readonly now: number;
}

export function findAnchors(old: readonly string[], now: readonly string[]): readonly Anchor[] {
  const places = findSingles(now);
  const pairs: Anchor[] = [];
  for (const [text, place] of findSingles(old)) {
    const other = places.get(text);
    if (other !== undefined) pairs.push({ old: place, now: other });
  }
  return findLongestRise(pairs);
}

/** Where each line is that stands there only once, in the order of the text. */
function findSingles(lines: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const seenAgain = new Set<string>();
  for (const [place, text] of lines.entries())
    if (places.has(text)) seenAgain.add(text);
    else places.set(text, place);
  for (const text of seenAgain) places.delete(text);
  return places;
}

interface Link {
  readonly anchor: Anchor;
  readonly before: Link | undefined;
}

/** They rise in `old` already: this is the longest choice of them that rises in `now` too. */
function findLongestRise(pairs: readonly Anchor[]): readonly Anchor[] {
  const ends: Link[] = [];
  for (const anchor of pairs) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.anchor.now ?? 0) < anchor.now) low = middle + 1;
      else high = middle;
    }
    ends[low] = { anchor, before: low === 0 ? undefined : ends[low - 1] };
  }
  const found: Anchor[] = [];
  for (let link = ends.at(-1); link; link = link.before) found.push(link.anchor);
  return found.toReversed();
}

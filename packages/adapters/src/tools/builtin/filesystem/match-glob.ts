/** Names with `*`, `?` and `**`, compared without a regular expression, so that no pattern takes long. */

/** Without a slash the pattern is about the name alone, wherever the file lies. */
export function matchGlob(pattern: string, path: string): boolean {
  const parts = pattern.replace(/^\.?\//u, '').split('/');
  const names = path.split('/');
  return parts.length === 1 && parts[0] !== '**'
    ? matchName(parts[0] ?? '', names.at(-1) ?? '')
    : matchSequence(parts, names, { isMany: (part) => part === '**', fits: matchName });
}

function matchName(pattern: string, name: string): boolean {
  return matchSequence(Array.from(pattern), Array.from(name), {
    isMany: (part) => part === '*',
    fits: (part, character) => part === '?' || part === character,
  });
}

interface Matching {
  /** Stands for any number of items, also none. */
  isMany(part: string): boolean;
  fits(part: string, item: string): boolean;
}

/** Goes back only to the last part that stands for many: time is bounded by the product of the lengths. */
function matchSequence(parts: readonly string[], items: readonly string[], { isMany, fits }: Matching): boolean {
  let part = 0;
  let item = 0;
  let manyAt = -1;
  let resumeAt = 0;
  while (item < items.length) {
    const wanted = parts[part];
    if (wanted !== undefined && isMany(wanted)) {
      manyAt = part++;
      resumeAt = item;
    } else if (wanted !== undefined && fits(wanted, items[item] ?? '')) {
      part++;
      item++;
    } else if (manyAt !== -1) {
      part = manyAt + 1;
      item = ++resumeAt;
    } else return false;
  }
  return parts.slice(part).every(isMany);
}

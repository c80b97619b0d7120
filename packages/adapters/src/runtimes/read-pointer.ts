/** RFC 6901; undefined where there is nothing. */
export function readPointer(value: unknown, pointer: string): unknown {
  let found: unknown = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Object.entries(found).find(([name]) => name === key)?.[1];
  }
  return found;
}

/** A text as it is, and everything else as JSON; undefined where there is nothing. */
export function readText(value: unknown, pointer: string): string | undefined {
  const found = readPointer(value, pointer);
  if (found === undefined || found === null) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

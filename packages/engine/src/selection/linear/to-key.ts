const BASIS = 0x811c_9dc5;
const PRIME = 0x0100_0193;

/** The name of a feature in four bytes (FNV-1a). Of a hundred thousand names hardly any unknown one is taken for a known one. */
export function toKey(name: string): number {
  let key = BASIS;
  for (let at = 0; at < name.length; at++) key = Math.imul(key ^ name.charCodeAt(at), PRIME);
  return key >>> 0;
}

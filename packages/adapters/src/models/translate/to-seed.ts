/** Of a text, a number that every provider takes for a seed. An empty text asks for nothing. */
export function toSeed(text: string): number | undefined {
  if (text === '') return undefined;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash & 0x7fffffff;
}

/** Headers of a request, with the secrets that belong to its connection. */
import { fillText, type Places } from './fill-template.ts';

export function fillHeaders(headers: Readonly<Record<string, string>>, places: Places): Record<string, string> {
  const filled = Object.entries(headers).flatMap(([name, template]) => {
    // A header of which only the words around a missing secret are left says nothing.
    const isWhole = [...template.matchAll(/\{(secret\.[A-Za-z0-9_-]+)\}/g)].every(
      ([, place = '']) => places[place] !== undefined,
    );
    return isWhole ? [[name, fillText(template, places).replaceAll(/[\r\n\0]+/g, ' ')]] : [];
  });
  return Object.fromEntries(filled);
}

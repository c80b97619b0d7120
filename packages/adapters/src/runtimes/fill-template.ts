/** Texts with places in braces: what stands for a place is put in as it is, and nothing that is put in is read again. */
import type { Json } from '@tutti/protocol';

/** What a place may stand for; a place of no name that is known stays as it is written. */
export type Places = Readonly<Record<string, Json | undefined>>;

const PLACE = /\{([A-Za-z][A-Za-z0-9_.-]*)\}/g;
const WHOLE = /^\{([A-Za-z][A-Za-z0-9_.-]*)\}$/;

export function fillText(template: string, places: Places, encode: (text: string) => string = (text) => text): string {
  return template.replace(PLACE, (written, name: string) => {
    if (!Object.hasOwn(places, name)) return written;
    const value = places[name];
    return encode(
      value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value),
    );
  });
}

/** A text that is nothing but a place becomes what it stands for, whatever its type; a member for which nothing stands is left out. */
export function fillJson(template: Json, places: Places): Json | undefined {
  if (typeof template === 'string') {
    const name = WHOLE.exec(template)?.[1];
    if (name !== undefined && Object.hasOwn(places, name)) return places[name];
    return fillText(template, places);
  }
  if (Array.isArray(template)) {
    return template.flatMap((each) => {
      const filled = fillJson(each, places);
      return filled === undefined ? [] : [filled];
    });
  }
  if (typeof template !== 'object' || template === null) return template;
  const members = Object.entries(template).flatMap(([key, each]) => {
    const filled = fillJson(each, places);
    return filled === undefined ? [] : [[fillText(key, places), filled] as const];
  });
  return Object.fromEntries(members);
}

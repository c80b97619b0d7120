/** Only the address that an administrator has configured decides where a request goes; everything else that is put in is one part of its path. */
import { AgentFailedError } from '@tutti/engine';
import { fillText, type Places } from './fill-template.ts';

const BASE = '{baseUrl}';

export function fillUrl(template: string, places: Places): string {
  const { baseUrl } = places;
  if (!template.startsWith(BASE)) return fillText(template, places, encodePart);
  const base = typeof baseUrl === 'string' ? baseUrl.replace(/\/+$/, '') : BASE;
  return base + fillText(template.slice(BASE.length), places, encodePart);
}

function encodePart(text: string): string {
  // Both would lead out of the path that they stand in, however they are written.
  if (text === '.' || text === '..')
    throw new AgentFailedError('agent_failed', `${text} cannot be a part of an address`, { nothingHappened: true });
  return encodeURIComponent(text);
}

/** What stands in a message besides text. Nothing is fetched from elsewhere: a file comes with the request or not at all. */
import type { MessageFile } from '@tutti/engine';
import { refuseParameter } from './parse-body.ts';

const DATA_URL = /^data:([a-z]+\/[a-z0-9.+-]+)((?:;[a-z0-9-]+=[^;,]*)*);base64,([A-Za-z0-9+/]*={0,2})$/i;

export function toFile(url: string, param: string): MessageFile {
  const [, mediaType, , data] = DATA_URL.exec(url) ?? [];
  if (mediaType === undefined || data === undefined || data === '')
    throw refuseParameter(param, 'files are taken as base64 `data:` URLs only; nothing is fetched from elsewhere');
  return { mediaType: mediaType.toLowerCase(), blob: new Uint8Array(Buffer.from(data, 'base64')) };
}

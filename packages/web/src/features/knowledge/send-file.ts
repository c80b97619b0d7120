/** A file goes to the server part by part, so that it is seen to go, and goes on where it was cut. */
import { type CollectionName, Hash } from '@tutti/protocol';
import type { DocumentView } from '@tutti/protocol/api';
import type { Client } from '@tutti/sdk';
import { hashBytes } from '../../client/hash-bytes.ts';

export interface Sending {
  readonly collection: CollectionName;
  readonly file: File;
  /** In hundredths. */
  onProgress(percent: number): void;
}

export async function sendFile(client: Client, { collection, file, onProgress }: Sending): Promise<DocumentView> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const hash = Hash.parse(await hashBytes(bytes));
  const begun = await client.call('beginDocument', { collection, name: file.name, bytes: bytes.length, hash });
  let { document, upload } = begun;
  while (upload) {
    const { version, partBytes, missing } = upload;
    const [part] = missing;
    if (part === undefined) break;
    const content = toBase64(bytes.subarray(part * partBytes, (part + 1) * partBytes));
    ({ document, upload } = await client.call('putDocumentPart', {
      document: document.document,
      part,
      version,
      content,
    }));
    onProgress(Math.round(((document.pending?.received ?? bytes.length) / bytes.length) * 100));
  }
  return document;
}

/** As many arguments as every browser takes. */
const AT_ONCE = 8_192;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE) text += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  return btoa(text);
}

/** What is written beside entries: blobs and messages. The same content under the same hash is stored once. */
import type { Attachments } from '@tutti/engine';
import type { Ask } from '../database.ts';

export interface Attached {
  readonly tenant: string;
  readonly attachments: Attachments;
}

const BLOBS = {
  name: 'add-blobs',
  text: 'INSERT INTO blobs (tenant, hash, body) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[]) AS b(tenant, hash, body) ORDER BY 1, 2 ON CONFLICT DO NOTHING',
};
const MESSAGES = {
  name: 'add-messages',
  text: 'INSERT INTO messages (tenant, hash, previous, body) SELECT * FROM json_to_recordset($1::json) AS m(tenant text, hash text, previous text, body text) ORDER BY tenant COLLATE "C", hash COLLATE "C" ON CONFLICT DO NOTHING',
};
export async function addAttachments(ask: Ask, attached: readonly Attached[]): Promise<void> {
  const blobs = attached.flatMap(({ tenant, attachments }) =>
    (attachments.blobs ?? []).map(({ hash, body }) => ({ tenant, hash, body: Buffer.from(body) })),
  );
  const messages = attached.flatMap(({ tenant, attachments }) =>
    (attachments.messages ?? []).map(({ hash, previous, body }) => ({ tenant, hash, previous, body })),
  );
  if (blobs.length > 0) {
    await ask(BLOBS, [blobs.map(({ tenant }) => tenant), blobs.map(({ hash }) => hash), blobs.map(({ body }) => body)]);
  }
  if (messages.length > 0) await ask(MESSAGES, [JSON.stringify(messages)]);
}

export function hasAttachments({ blobs = [], messages = [] }: Attachments): boolean {
  return blobs.length + messages.length > 0;
}

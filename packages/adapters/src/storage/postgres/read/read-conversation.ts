import { JournalCorruptError, type StoredMessage } from '@tutti/engine';
import { toMessage } from '../../rows/parse-rows.ts';
import type { Ask } from '../database.ts';

/** UNION ends where a chain comes back to itself. */
const READ = {
  name: 'read-conversation',
  text: `WITH RECURSIVE chain AS (
      SELECT hash, previous, body FROM messages WHERE tenant = $1 AND hash = $2
      UNION
      SELECT m.hash, m.previous, m.body FROM chain JOIN messages m ON m.tenant = $1 AND m.hash = chain.previous
    )
    SELECT hash, previous, body FROM chain`,
};

/** From `last` back to the first message, then turned round. */
export async function readConversation(ask: Ask, tenant: string, last: string): Promise<readonly StoredMessage[]> {
  const rows = await ask(READ, [tenant, last]);
  const byHash = new Map(rows.map((row) => [String(row['hash']), toMessage(row)]));
  const messages = new Set<StoredMessage>();
  for (let hash: string | undefined = last; hash !== undefined; ) {
    const message = byHash.get(hash);
    if (!message || messages.has(message)) {
      throw new JournalCorruptError(`the conversation that ends in ${last} lacks ${hash}`);
    }
    messages.add(message);
    hash = message.previous;
  }
  return [...messages].toReversed();
}

import type { Sql } from '../create-sql.ts';
import type { Row } from './read-op.ts';

/** Thrown where a message names one that is not there. */
export class MissingMessage extends Error {}

/** From `last` back to the first message, then turned round. */
export function readConversation(sql: Sql, tenant: string, last: string): readonly Row[] {
  const select = sql('SELECT hash, previous, body FROM messages WHERE tenant = ? AND hash = ?');
  const messages = new Map<string, Row>();
  for (let hash: string | undefined = last; hash !== undefined; ) {
    const message: Row | undefined = select.get(tenant, hash);
    // A chain that comes back to itself is as broken as one with a gap.
    if (!message || messages.has(hash)) throw new MissingMessage(`the conversation that ends in ${last} lacks ${hash}`);
    messages.set(hash, message);
    hash = typeof message['previous'] === 'string' ? message['previous'] : undefined;
  }
  return [...messages.values()].toReversed();
}

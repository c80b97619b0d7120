import { ClientMessage } from '@tutti/protocol/api';
import type { RawData } from 'ws';

/** Undefined for whatever is no message of the contract. */
export function readMessage(data: RawData, isBinary: boolean): ClientMessage | undefined {
  if (isBinary || !Buffer.isBuffer(data)) return undefined;
  try {
    return ClientMessage.safeParse(JSON.parse(data.toString('utf8'))).data;
  } catch {
    // No JSON.
    return undefined;
  }
}

/** Where each topic is asked from; `undefined` where one cursor is named for several. */
export function toSince({
  topics,
  since,
}: Extract<ClientMessage, { type: 'subscribe' }>): Map<string, number> | undefined {
  if (since === undefined) return new Map();
  if (typeof since === 'object') return new Map(Object.entries(since));
  const [only, ...others] = new Set(topics);
  return only === undefined || others.length > 0 ? undefined : new Map([[only, since]]);
}

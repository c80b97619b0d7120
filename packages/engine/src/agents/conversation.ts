/** A conversation is a chain of messages, each stored once; whoever knows the hash of the last one can read all of it. */
import type { Hash, TenantId } from '@tutti/protocol';
import type { StoredMessage } from '../ports/journal.ts';
import type { Message } from '../ports/model.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import { sha256 } from '../run/sha256.ts';

export class Conversation {
  #last: Hash | undefined;
  /** Messages of this turn that no step has stored yet. */
  #unstored: StoredMessage[] = [];

  constructor(last: Hash | undefined) {
    this.#last = last;
  }

  get last(): Hash | undefined {
    return this.#last;
  }

  add(message: Message): void {
    const linked = this.link(message);
    this.#unstored.push(linked);
    this.#last = linked.hash;
  }

  /** For a message that was stored with the step it came from. */
  addStored(message: Message): void {
    this.#last = this.link(message).hash;
  }

  /** The message as the next link of the chain. */
  link(message: Message): StoredMessage {
    const body = JSON.stringify(message);
    return { hash: sha256(`${this.#last ?? ''}\n${body}`), previous: this.#last, body };
  }

  /** Hands over what is to be stored with the next step. */
  takeUnstored(): readonly StoredMessage[] {
    const taken = this.#unstored;
    this.#unstored = [];
    return taken;
  }
}

/** What came before a turn is read from the store, what the turn itself has said so far is still at hand. */
export async function readMessages(
  library: RunLibrary,
  tenant: TenantId,
  { before, said }: { before: Hash | undefined; said: readonly Message[] },
): Promise<Message[]> {
  if (before === undefined) return [...said];
  const stored = await library.readConversation(tenant, before);
  return [...stored.map(({ body }) => JSON.parse(body) as Message), ...said];
}

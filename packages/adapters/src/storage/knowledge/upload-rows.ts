/** How uploads of documents begin, and end where nobody goes on with them. */
import { type NewVersion, RunError, StoreUnavailableError } from '@tutti/engine';
import type { DocumentId, KnowledgeDocument } from '@tutti/protocol';
import type { KnowledgeSql } from './knowledge-sql.ts';
import { toDocuments } from './parse-documents.ts';
import { call, hasRow } from './statement-call.ts';

/** So often whoever comes second looks again at what the first has begun. */
const MOST_ROUNDS = 5;

export class UploadRows {
  readonly #sql: KnowledgeSql;

  constructor(sql: KnowledgeSql) {
    this.#sql = sql;
  }

  async begin(wish: NewVersion): Promise<KnowledgeDocument> {
    const place = [wish.tenant, wish.collection, wish.name];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const [known] = toDocuments(await this.#sql.read(call('findByName', place)));
      const document = known?.document;
      if (document && isThere(document, wish)) {
        const there = await this.#goOn(document, wish.at);
        if (there) return there;
        continue;
      }
      await this.#assertRoom(wish);
      await this.#addVersion(wish, { id: document?.id ?? wish.id, version: (known?.newest ?? 0) + 1 });
    }
    if (!hasRow(await this.#sql.read(call('findCollection', [wish.tenant, wish.collection]))))
      throw new RunError('collection_not_found', `there is no collection ${wish.collection}`);
    throw new StoreUnavailableError(`others are changing ${wish.name} at the same time`);
  }

  /** Undefined where the upload came to its end, or was dropped, a moment ago. */
  async #goOn(document: KnowledgeDocument, at: number): Promise<KnowledgeDocument | undefined> {
    const { tenant, id, pending } = document;
    if (pending?.status !== 'uploading' || pending.at >= at) return document;
    const [rows] = await this.#sql.write([call('renewUpload', [tenant, id, pending.version, at])]);
    return hasRow(rows) ? { ...document, pending: { ...pending, at } } : undefined;
  }

  /** Of two that begin at the same time each may pass, as each has counted before the other began. */
  async #assertRoom({ tenant, collection, name, bytes, most }: NewVersion): Promise<void> {
    const [row] = await this.#sql.read(call('sumUnready', [tenant, collection, name]));
    const others = Number(row?.['bytes']);
    if (others + bytes <= most) return;
    const message = `${others} bytes are on their way already, and with these ${bytes} there would be more than ${most}`;
    throw new RunError('uploads_full', message);
  }

  async #addVersion(wish: NewVersion, { id, version }: { id: DocumentId; version: number }): Promise<void> {
    const { tenant, collection, name, hash, bytes, at, by } = wish;
    await this.#sql.write([
      call('addDocument', [tenant, collection, name, id, at]),
      call('raiseNewest', [tenant, id, version]),
      call('addVersion', [tenant, id, version, hash, bytes, at, by]),
      // The versions first: a part that is on its way waits for that, or its parts are found afterwards.
      call('dropOlderPending', [tenant, id, version]),
      call('dropOlderParts', [tenant, id, version]),
    ]);
  }

  async dropStale({ before, at }: { before: number; at: number }): Promise<boolean> {
    const [rows] = await this.#sql.write([
      call('abandon', [before]),
      call('dropAbandonedParts', []),
      call('removeAbandoned', [at]),
      call('dropAbandoned', []),
    ]);
    return hasRow(rows);
  }
}

/** One that failed is not: the same bytes may be sent again. */
function isThere({ current, pending }: KnowledgeDocument, { hash }: NewVersion): boolean {
  if (pending) return pending.hash === hash && pending.status !== 'failed';
  return current?.hash === hash;
}

/** Collections of documents, as routes, commands and tools work with them. */
import { type Clock, type KnowledgeStore, type Random, RunError, type VersionRef } from '@tutti/engine';
import {
  type Citation,
  type Collection,
  type CollectionName,
  DOCUMENT_LIMITS,
  DocumentId,
  type Hash,
  type KnowledgeDocument,
  type TenantId,
  UPLOAD_LIMITS,
  type UserId,
} from '@tutti/protocol';
import type { Embedder, EmbeddingPayer } from './embedder.ts';
import { EmbedDesk } from './embed-desk.ts';
import { IngestDesk } from './ingest-desk.ts';
import type { ReadingLimits } from './reading/read-in-thread.ts';
import { type CitedPassage, resolveCitation } from './resolve-citation.ts';
import { type SearchAnswer, searchDocuments, type SearchWish } from './search-documents.ts';
import { toDocumentName } from './to-document-name.ts';

export interface KnowledgeOptions {
  readonly store: KnowledgeStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: words alone are searched. */
  readonly embedder?: Embedder | undefined;
  /** Other processes work there too. */
  readonly isShared: boolean;
  readonly limits?: ReadingLimits;
  readonly onProblem: (error: unknown) => void;
}

export interface NewDocument {
  readonly collection: CollectionName;
  readonly name: string;
  readonly bytes: number;
  readonly hash: Hash;
}

export interface Upload {
  readonly document: KnowledgeDocument;
  /** Of the version that is not there yet; absent: nothing has to be sent. */
  readonly missing?: { readonly version: number; readonly parts: readonly number[] };
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 12;

export class Knowledge implements AsyncDisposable {
  readonly #options: KnowledgeOptions;
  readonly #ingest: IngestDesk;
  readonly #embed: EmbedDesk | undefined;

  constructor(options: KnowledgeOptions) {
    const { store, clock, embedder, isShared, onProblem } = options;
    this.#options = options;
    this.#embed = embedder && new EmbedDesk({ store, clock, embedder, isShared, onProblem });
    this.#ingest = new IngestDesk({ ...options, onReady: (ref) => void this.#wakeEmbed(ref).catch(onProblem) });
  }

  get store(): KnowledgeStore {
    return this.#options.store;
  }

  /** Goes on with what was left, and looks for more from time to time. */
  start(): void {
    this.#ingest.start();
    this.#embed?.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ingest[Symbol.asyncDispose]();
    await this.#embed?.[Symbol.asyncDispose]();
    await this.#options.embedder?.[Symbol.asyncDispose]();
  }

  async putCollection(
    payer: EmbeddingPayer,
    wish: {
      readonly name: CollectionName;
      readonly title?: string | undefined;
      readonly embeddings?: string | undefined;
    },
  ): Promise<Collection> {
    const { store, clock } = this.#options;
    const { tenant } = payer;
    const known = await store.findCollection(tenant, wish.name);
    const { title = known?.title ?? wish.name, embeddings = known?.embeddings } = wish;
    const collection = await store.putCollection({ tenant, name: wish.name, title, embeddings, at: clock.now() });
    this.#embed?.wake(payer, wish.name);
    return collection;
  }

  async getCollection(tenant: TenantId, name: CollectionName): Promise<Collection> {
    const found = await this.store.findCollection(tenant, name);
    if (!found) throw new RunError('collection_not_found', `there is no collection ${name}`);
    return found;
  }

  async removeCollection(tenant: TenantId, name: CollectionName): Promise<void> {
    const { store, clock } = this.#options;
    if (!(await store.removeCollection(tenant, name, clock.now())))
      throw new RunError('collection_not_found', `there is no collection ${name}`);
    this.#ingest.wake();
  }

  async getDocument(tenant: TenantId, document: DocumentId): Promise<KnowledgeDocument> {
    const found = await this.store.findDocument(tenant, document);
    if (!found || found.removedAt !== undefined) throw unknownDocument(document);
    return found;
  }

  async removeDocument(tenant: TenantId, document: DocumentId): Promise<void> {
    const { store, clock } = this.#options;
    if (!(await store.removeDocument(tenant, document, clock.now()))) throw unknownDocument(document);
    this.#ingest.wake();
  }

  async begin({ tenant, user }: { tenant: TenantId; user: UserId }, wish: NewDocument): Promise<Upload> {
    const { store, clock } = this.#options;
    await this.getCollection(tenant, wish.collection);
    if (wish.bytes > DOCUMENT_LIMITS.bytes)
      throw new RunError('document_too_large', `it has ${wish.bytes} bytes, and ${DOCUMENT_LIMITS.bytes} are taken`);
    const name = toDocumentName(wish.name);
    const beginning = { tenant, id: this.#newId(), most: UPLOAD_LIMITS.bytes, at: clock.now(), by: user };
    const document = await store.beginVersion({ ...wish, name, ...beginning });
    return this.#toUpload(document);
  }

  async putPart(ref: VersionRef, part: number, bytes: Uint8Array): Promise<Upload> {
    const { pending, current } = await this.getDocument(ref.tenant, ref.document);
    const version = [pending, current].find((each) => each?.version === ref.version);
    const isRight = version !== undefined && toPartBytes(version.bytes, part) === bytes.length && bytes.length > 0;
    // Sent again after its answer was lost, the last of them finds everything there.
    const isTaken =
      isRight &&
      (version.status !== 'uploading' || (await this.store.putPart(ref, part, bytes)) || (await this.#isWhole(ref)));
    if (isTaken) return this.#toUpload(await this.getDocument(ref.tenant, ref.document));
    const message = `no part ${part} with ${bytes.length} bytes is missing of version ${ref.version}`;
    throw new RunError('document_part_refused', message);
  }

  /** The last part may have arrived meanwhile. */
  async #isWhole(ref: VersionRef): Promise<boolean> {
    const version = await this.store.findVersion(ref);
    return version !== undefined && version.status !== 'uploading';
  }

  /** Tries again what could not be read; anything else stays as it is. */
  async ingest(tenant: TenantId, id: DocumentId): Promise<KnowledgeDocument> {
    const { pending } = await this.getDocument(tenant, id);
    if (pending) await this.store.requeueVersion({ tenant, document: id, version: pending.version });
    this.#ingest.wake();
    return this.getDocument(tenant, id);
  }

  /** Of the version that is searched, or of the one that is on its way. */
  async readOriginal(tenant: TenantId, id: DocumentId): Promise<Uint8Array> {
    const { current, pending } = await this.getDocument(tenant, id);
    const version = (current ?? pending)?.version ?? 0;
    const ref = { tenant, document: id, version };
    const parts: Uint8Array[] = [];
    for (const part of await this.store.listParts(ref))
      parts.push((await this.store.readPart(ref, part)) ?? new Uint8Array());
    return Buffer.concat(parts);
  }

  async search(wish: SearchWish): Promise<SearchAnswer> {
    if (wish.collection !== undefined) await this.getCollection(wish.tenant, wish.collection);
    return searchDocuments(this.#options, wish);
  }

  resolve(wish: {
    readonly tenant: TenantId;
    readonly citation: Citation;
    readonly around: number;
  }): Promise<CitedPassage> {
    return resolveCitation(this.store, wish);
  }

  async #toUpload(document: KnowledgeDocument): Promise<Upload> {
    const { pending } = document;
    if (pending?.status === 'uploading') {
      const ref = { tenant: document.tenant, document: document.id, version: pending.version };
      const there = new Set(await this.store.listParts(ref));
      const count = Math.ceil(pending.bytes / DOCUMENT_LIMITS.partBytes);
      const parts = Array.from({ length: count }, (_, part) => part).filter((part) => !there.has(part));
      if (parts.length > 0) return { document, missing: { version: pending.version, parts } };
    }
    if (pending?.status === 'queued') this.#ingest.wake();
    return { document };
  }

  async #wakeEmbed(ref: VersionRef): Promise<void> {
    const [document, version] = [
      await this.store.findDocument(ref.tenant, ref.document),
      await this.store.findVersion(ref),
    ];
    if (document && version) this.#embed?.wake({ tenant: ref.tenant, user: version.by }, document.collection);
  }

  #newId(): DocumentId {
    const letters = Array.from(this.#options.random.bytes(ID_LENGTH), (byte) => ALPHABET[byte & 31]);
    return DocumentId.parse(`doc_${letters.join('')}`);
  }
}

/** Zero where there is no such part. */
function toPartBytes(all: number, part: number): number {
  return Math.max(0, Math.min(DOCUMENT_LIMITS.partBytes, all - part * DOCUMENT_LIMITS.partBytes));
}

function unknownDocument(document: DocumentId): RunError {
  return new RunError('document_not_found', `there is no document ${document}`);
}

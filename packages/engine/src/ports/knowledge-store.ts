/**
 * Collections of documents, version by version, with the passages that are searched. A version takes the place of the one before
 * it as a whole, in one step: whoever searches meanwhile finds either the old one or the new one.
 */
import type {
  Collection,
  CollectionName,
  DocumentId,
  DocumentKind,
  DocumentVersion,
  Hash,
  Instant,
  KnowledgeDocument,
  ModelId,
  ReadingProblem,
  TenantId,
  UserId,
} from '@tutti/protocol';
import type { Store } from './store.ts';

export interface NewCollection {
  readonly tenant: TenantId;
  readonly name: CollectionName;
  readonly title: string;
  /** A model, or `off`. */
  readonly embeddings?: string | undefined;
  readonly at: Instant;
}

export interface NewVersion {
  readonly tenant: TenantId;
  readonly collection: CollectionName;
  readonly name: string;
  /** Of the document, where there is none of this name yet. */
  readonly id: DocumentId;
  readonly hash: Hash;
  readonly bytes: number;
  /** Of bytes of the tenant's that are not searched yet, these among them; what this version takes the place of is not counted. */
  readonly most: number;
  readonly at: Instant;
  readonly by: UserId;
}

export interface VersionRef {
  readonly tenant: TenantId;
  readonly document: DocumentId;
  readonly version: number;
}

/** A version that this process reads until the claim ends. */
export interface ClaimedVersion extends VersionRef {
  readonly claim: string;
  readonly name: string;
  readonly hash: Hash;
  readonly bytes: number;
}

export interface Passage {
  /** Where it stands in the text of its version. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly page?: number | undefined;
  readonly headings: readonly string[];
}

export interface ReadText {
  readonly kind: DocumentKind;
  readonly text: string;
  /** Where each page begins. */
  readonly pages?: readonly number[] | undefined;
  readonly passages: number;
}

export interface FoundPassage extends Passage, VersionRef {
  /** Of the passage, in this store. */
  readonly no: number;
  readonly collection: CollectionName;
  readonly name: string;
}

export interface SearchPlace {
  readonly tenant: TenantId;
  /** Absent: all of the tenant's. */
  readonly collection?: CollectionName | undefined;
  readonly limit: number;
}

export interface Vectors {
  readonly passages: readonly FoundPassage[];
  readonly compared: number;
  /** More of them than are compared for one question. */
  readonly cut: boolean;
}

/** A passage without a vector of this model. */
export interface BarePassage {
  readonly no: number;
  readonly text: string;
}

export interface KnowledgeStore {
  /** In the place of what is known of the collection of this name. */
  putCollection(collection: NewCollection): Promise<Collection>;
  /** By name, of this tenant. */
  listCollections(tenant: TenantId): Promise<readonly Collection[]>;
  findCollection(tenant: TenantId, name: CollectionName): Promise<Collection | undefined>;
  /** With its documents. False where there is none. */
  removeCollection(tenant: TenantId, name: CollectionName, at: Instant): Promise<boolean>;

  /** The same content as what is searched begins nothing, and as what is being taken in goes on with that. */
  beginVersion(version: NewVersion): Promise<KnowledgeDocument>;
  /** The same part again changes nothing. False where no part of this version is missing. */
  putPart(ref: VersionRef, part: number, bytes: Uint8Array): Promise<boolean>;
  /** The parts that are there, in order. */
  listParts(ref: VersionRef): Promise<readonly number[]>;
  readPart(ref: VersionRef, part: number): Promise<Uint8Array | undefined>;
  /** One that failed is queued again. */
  requeueVersion(ref: VersionRef): Promise<boolean>;
  listDocuments(
    tenant: TenantId,
    page: { readonly collection: CollectionName; readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ readonly documents: readonly KnowledgeDocument[]; readonly next: string | undefined }>;
  /** Also one that was removed. */
  findDocument(tenant: TenantId, document: DocumentId): Promise<KnowledgeDocument | undefined>;
  /** Its bytes, texts and passages go; that there was one is kept. False where there is none. */
  removeDocument(tenant: TenantId, document: DocumentId, at: Instant): Promise<boolean>;

  /** The one that has waited longest, of any tenant: queued, or read by somebody who has not been heard of since. */
  claimVersion(claim: {
    readonly claim: string;
    readonly now: Instant;
    readonly until: Instant;
  }): Promise<ClaimedVersion | undefined>;
  /** False where the version is no longer this claim's. */
  keepClaim(claimed: ClaimedVersion, state: { readonly progress: number; readonly until: Instant }): Promise<boolean>;
  /** What an earlier claim left of it is removed first, where `first`. */
  putPassages(claimed: ClaimedVersion, passages: readonly Passage[], first: boolean): Promise<boolean>;
  /** From now on it is what is searched. */
  finishVersion(claimed: ClaimedVersion, text: ReadText): Promise<boolean>;
  failVersion(claimed: ClaimedVersion, problem: ReadingProblem): Promise<boolean>;
  /** Removes some of what nothing stands for any more; false when there is nothing left to remove. */
  sweep(): Promise<boolean>;
  /** Removes some of the uploads that were begun, or gone on with, before that and never came to an end; false when there are no more. */
  dropStale(uploads: { readonly before: Instant; readonly at: Instant }): Promise<boolean>;

  readText(ref: VersionRef): Promise<Omit<ReadText, 'kind' | 'passages'> | undefined>;
  findVersion(ref: VersionRef): Promise<DocumentVersion | undefined>;
  /** The passage of this version that holds this place of its text; only of the version that is searched. */
  findPassageAt(ref: VersionRef, at: number): Promise<Passage | undefined>;
  /** Any of the words, the best first. What the text holds beside words is nothing to it. */
  searchWords(place: SearchPlace, text: string): Promise<readonly FoundPassage[]>;

  /** Collections of any tenant in which something is searched, vectors not being off, each with who added to it last. */
  listEmbedded(): Promise<readonly { readonly tenant: TenantId; readonly name: CollectionName; readonly by: UserId }[]>;
  /** Passages of the collection that have no vector of this model yet. */
  listBarePassages(place: SearchPlace, model: ModelId): Promise<readonly BarePassage[]>;
  /** What was removed meanwhile gets none. */
  putVectors(
    tenant: TenantId,
    model: ModelId,
    vectors: readonly { readonly no: number; readonly vector: Float32Array }[],
  ): Promise<void>;
  /** The nearest first, among at most `most` that are compared. */
  searchVectors(place: SearchPlace & { readonly most: number }, model: ModelId, vector: Float32Array): Promise<Vectors>;
}

/** A store that outlives its process. */
export interface LastingStore extends Store {
  readonly knowledge: KnowledgeStore;
}

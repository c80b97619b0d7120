/** The port over SQL that both databases read alike. */
import {
  type BarePassage,
  type ClaimedVersion,
  type FoundPassage,
  type KnowledgeStore,
  type NewCollection,
  type NewVersion,
  type Passage,
  type ReadText,
  RunError,
  type SearchPlace,
  type Vectors,
  type VersionRef,
} from '@tutti/engine';
import type {
  Collection,
  CollectionName,
  DocumentId,
  DocumentVersion,
  KnowledgeDocument,
  ModelId,
  ReadingProblem,
  TenantId,
} from '@tutti/protocol';
import * as z from 'zod';
import { parseCursor, toPage } from '../rows/to-page.ts';
import { toSearchWords } from './search-words.ts';
import type { Cell, KnowledgeSql, Row, SqlCall } from './knowledge-sql.ts';
import { nearest, toBytes } from './nearest.ts';
import { toClaimed, toCollection, toDocuments, toEmbedded, toFound, toPassage, toVersion } from './parse-documents.ts';
import { call, hasRow, type Values } from './statement-call.ts';
import type { StatementName } from './statements.ts';
import { UploadRows } from './upload-rows.ts';

const Pages = z.array(z.number());
const VECTORS_AT_ONCE = 500;
const LAST = Number.MAX_SAFE_INTEGER;

export class KnowledgeRows implements KnowledgeStore {
  readonly #sql: KnowledgeSql;
  readonly #uploads: UploadRows;

  constructor(sql: KnowledgeSql) {
    this.#sql = sql;
    this.#uploads = new UploadRows(sql);
  }

  async putCollection({ tenant, name, title, embeddings, at }: NewCollection): Promise<Collection> {
    await this.#write(call('putCollection', [tenant, name, title, embeddings, at]));
    const found = await this.findCollection(tenant, name);
    if (!found) throw new RunError('collection_not_found', `${name} was removed a moment ago`);
    return found;
  }

  async listCollections(tenant: TenantId): Promise<readonly Collection[]> {
    const rows = await this.#read('listCollections', [tenant]);
    return this.#sql.parse(() => rows.map(toCollection));
  }

  async findCollection(tenant: TenantId, name: CollectionName): Promise<Collection | undefined> {
    const rows = await this.#read('findCollection', [tenant, name]);
    return this.#sql.parse(() => rows.map(toCollection)[0]);
  }

  async removeCollection(tenant: TenantId, name: CollectionName, at: number): Promise<boolean> {
    const which = [tenant, name, at];
    const answers = await this.#write(
      call('removeAllIn', which),
      call('dropPartsIn', which),
      call('dropTextsIn', which),
      call('dropVersionsIn', which),
      call('removeCollection', [tenant, name]),
    );
    return hasRow(answers.at(-1));
  }

  beginVersion(wish: NewVersion): Promise<KnowledgeDocument> {
    return this.#uploads.begin(wish);
  }

  async putPart({ tenant, document, version }: VersionRef, part: number, bytes: Uint8Array): Promise<boolean> {
    const [, , counted] = await this.#write(
      call('touchUpload', [tenant, document, version]),
      call('addPart', [tenant, document, version, part, bytes]),
      call('countParts', [tenant, document, version]),
    );
    return hasRow(counted);
  }

  async listParts({ tenant, document, version }: VersionRef): Promise<readonly number[]> {
    return (await this.#read('listParts', [tenant, document, version])).map(({ part }) => Number(part));
  }

  async readPart({ tenant, document, version }: VersionRef, part: number): Promise<Uint8Array | undefined> {
    const [row] = await this.#read('readPart', [tenant, document, version, part]);
    return row?.['body'] instanceof Uint8Array ? new Uint8Array(row['body']) : undefined;
  }

  async requeueVersion({ tenant, document, version }: VersionRef): Promise<boolean> {
    const [rows] = await this.#write(call('requeue', [tenant, document, version]));
    return hasRow(rows);
  }

  async listDocuments(
    tenant: TenantId,
    { collection, limit, cursor }: { collection: CollectionName; limit: number; cursor?: string | undefined },
  ): Promise<{ documents: readonly KnowledgeDocument[]; next: string | undefined }> {
    const before = parseCursor(cursor) ?? LAST;
    const rows = await this.#read('listDocuments', [tenant, collection, before, limit + 1]);
    const found = this.#sql.parse(() => toDocuments(rows));
    const { page, next } = toPage(found, limit, ({ no }) => no);
    return { documents: page.map(({ document }) => document), next };
  }

  async findDocument(tenant: TenantId, document: DocumentId): Promise<KnowledgeDocument | undefined> {
    const rows = await this.#read('findDocument', [tenant, document]);
    return this.#sql.parse(() => toDocuments(rows)[0]?.document);
  }

  async removeDocument(tenant: TenantId, document: DocumentId, at: number): Promise<boolean> {
    const which = [tenant, document];
    const drops = (['dropParts', 'dropTexts', 'dropVersions'] as const).map((name) => call(name, which));
    const answers = await this.#write(...drops, call('removeDocument', [tenant, document, at]));
    return hasRow(answers.at(-1));
  }

  async claimVersion({
    claim,
    now,
    until,
  }: {
    claim: string;
    now: number;
    until: number;
  }): Promise<ClaimedVersion | undefined> {
    const [rows] = await this.#write(call('claim', [claim, until, now]));
    const [row] = rows ?? [];
    return row && this.#sql.parse(() => toClaimed(row, claim));
  }

  async keepClaim(claimed: ClaimedVersion, { progress, until }: { progress: number; until: number }): Promise<boolean> {
    const [rows] = await this.#write(call('keepClaim', [...toClaimCells(claimed), progress, until]));
    return hasRow(rows);
  }

  async putPassages(claimed: ClaimedVersion, passages: readonly Passage[], first: boolean): Promise<boolean> {
    const { tenant, document, version, claim } = claimed;
    const text = this.#sql.addPassages;
    const values = [this.#sql.toPassages(tenant, passages), tenant, document, version, claim];
    const answers = await this.#write(
      ...(first ? [call('dropPassagesOf', toClaimCells(claimed))] : []),
      { name: 'knowledge-addPassages', text, values },
      call('touchClaim', toClaimCells(claimed)),
    );
    return hasRow(answers.at(-1));
  }

  async finishVersion(claimed: ClaimedVersion, { kind, text, pages, passages }: ReadText): Promise<boolean> {
    const { tenant, document, version } = claimed;
    const cells = toClaimCells(claimed);
    const answers = await this.#write(
      call('addText', [...cells, text, pages ? JSON.stringify(pages) : null]),
      call('finish', [...cells, kind, text.length, pages?.length, passages]),
      call('makeCurrent', [tenant, document, version]),
      call('dropOldOriginal', [tenant, document, version]),
    );
    return hasRow(answers[1]);
  }

  async failVersion(claimed: ClaimedVersion, { code, message }: ReadingProblem): Promise<boolean> {
    const cells = toClaimCells(claimed);
    const [, rows] = await this.#write(call('dropPassagesOf', cells), call('fail', [...cells, code, message]));
    return hasRow(rows);
  }

  async sweep(): Promise<boolean> {
    const [rows] = await this.#write(call('sweep', []));
    return hasRow(rows);
  }

  dropStale(uploads: { readonly before: number; readonly at: number }): Promise<boolean> {
    return this.#uploads.dropStale(uploads);
  }

  async readText({ tenant, document, version }: VersionRef): Promise<Pick<ReadText, 'text' | 'pages'> | undefined> {
    const [row] = await this.#read('readText', [tenant, document, version]);
    if (!row) return undefined;
    const pages = row['pages'];
    const parsePages = () => Pages.parse(JSON.parse(String(pages)));
    return { text: String(row['body']), pages: pages === null ? undefined : this.#sql.parse(parsePages) };
  }

  async findVersion({ tenant, document, version }: VersionRef): Promise<DocumentVersion | undefined> {
    const [row] = await this.#read('findVersion', [tenant, document, version]);
    return row && this.#sql.parse(() => toVersion(row));
  }

  async findPassageAt({ tenant, document, version }: VersionRef, at: number): Promise<Passage | undefined> {
    const [row] = await this.#read('findPassageAt', [tenant, document, version, at]);
    return row && this.#sql.parse(() => toPassage(row));
  }

  async searchWords({ tenant, collection, limit }: SearchPlace, text: string): Promise<readonly FoundPassage[]> {
    const words = toSearchWords(text);
    if (words.length === 0) return [];
    const rows = await this.#sql.read(this.#sql.search({ tenant, collection, words, limit }));
    return this.#sql.parse(() => rows.map(toFound));
  }

  async listEmbedded(): ReturnType<KnowledgeStore['listEmbedded']> {
    const rows = await this.#read('listEmbedded', []);
    return this.#sql.parse(() => rows.map(toEmbedded));
  }

  async listBarePassages({ tenant, collection, limit }: SearchPlace, model: ModelId): Promise<readonly BarePassage[]> {
    const rows = await this.#read('listBare', [tenant, collection, model, limit]);
    return rows.map(({ no, body }) => ({ no: Number(no), text: String(body) }));
  }

  async putVectors(
    tenant: TenantId,
    model: ModelId,
    vectors: readonly { readonly no: number; readonly vector: Float32Array }[],
  ): Promise<void> {
    await this.#write(...vectors.map(({ no, vector }) => call('putVector', [tenant, no, model, toBytes(vector)])));
  }

  async searchVectors(
    { tenant, collection, limit, most }: SearchPlace & { readonly most: number },
    model: ModelId,
    vector: Float32Array,
  ): Promise<Vectors> {
    const page = (after: number, count: number) => this.#read('listVectors', [tenant, collection, model, after, count]);
    const { best, compared, cut } = await nearest(vector, { page, limit, most, atOnce: VECTORS_AT_ONCE });
    const rows = await Promise.all(best.map((no) => this.#read('findPassage', [tenant, collection, no])));
    return { passages: this.#sql.parse(() => rows.flat().map(toFound)), compared, cut };
  }

  #read(name: StatementName, values: Values): Promise<readonly Row[]> {
    return this.#sql.read(call(name, values));
  }

  #write(...calls: readonly SqlCall[]): Promise<readonly (readonly Row[])[]> {
    return this.#sql.write(calls);
  }
}

function toClaimCells({ tenant, document, version, claim }: ClaimedVersion): readonly Cell[] {
  return [tenant, document, version, claim];
}

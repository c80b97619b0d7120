/** From rows to documents: one row for each version that is shown of a document. */
import type { ClaimedVersion, FoundPassage, Passage } from '@tutti/engine';
import {
  Collection,
  CollectionName,
  DocumentId,
  DocumentVersion,
  Hash,
  KnowledgeDocument,
  TenantId,
  UserId,
} from '@tutti/protocol';
import * as z from 'zod';
import type { Row } from './knowledge-sql.ts';

const Headings = z.array(z.string());
const optional = (value: unknown): unknown => value ?? undefined;

export function toCollection({ tenant, name, title, embeddings, at, documents, passages }: Row): Collection {
  return Collection.parse({ tenant, name, title, embeddings: optional(embeddings), at, documents, passages });
}

export function toEmbedded({ tenant, name, by_user: by }: Row): { tenant: TenantId; name: CollectionName; by: UserId } {
  return { tenant: TenantId.parse(tenant), name: CollectionName.parse(name), by: UserId.parse(by) };
}

export function toVersion(row: Row): DocumentVersion {
  const { version, hash, bytes, received, status, progress, code, message, characters, passages } = row;
  return DocumentVersion.parse({
    version,
    hash,
    bytes,
    received,
    status,
    progress,
    ...(typeof code === 'string' && { problem: { code, message } }),
    kind: optional(row['kind']),
    characters,
    pages: optional(row['pages']),
    passages,
    at: row['version_at'],
    by: row['by_user'],
  });
}

export interface DocumentRow {
  readonly no: number;
  readonly newest: number;
  readonly document: KnowledgeDocument;
}

export function toDocuments(rows: readonly Row[]): readonly DocumentRow[] {
  return [...Map.groupBy(rows, ({ no }) => Number(no)).entries()].map(([no, own]) => toDocument(no, own));
}

function toDocument(no: number, rows: readonly Row[]): DocumentRow {
  const first = rows[0] ?? {};
  const current = rows.find(({ version, current: which }) => version !== null && version === which);
  const pending = rows.find(({ version, current: which }) => version !== null && version !== which);
  const { tenant, id, collection, name, at } = first;
  const document = KnowledgeDocument.parse({
    tenant,
    id,
    collection,
    name,
    current: current && toVersion(current),
    pending: pending && toVersion(pending),
    at,
    removedAt: optional(first['removed_at']),
  });
  return { no, newest: Number(first['newest']), document };
}

export function toPassage(row: Row): Passage {
  return {
    start: Number(row['start_at']),
    end: Number(row['end_at']),
    text: String(row['body']),
    page: row['page'] === null ? undefined : Number(row['page']),
    headings: Headings.parse(JSON.parse(String(row['headings']))),
  };
}

export function toFound(row: Row): FoundPassage {
  return {
    ...toPassage(row),
    no: Number(row['no']),
    tenant: TenantId.parse(row['tenant']),
    document: DocumentId.parse(row['id']),
    version: Number(row['version']),
    collection: Collection.shape.name.parse(row['collection']),
    name: String(row['name']),
  };
}

export function toClaimed(row: Row, claim: string): ClaimedVersion {
  return {
    claim,
    tenant: TenantId.parse(row['tenant']),
    document: DocumentId.parse(row['id']),
    version: Number(row['version']),
    name: String(row['name']),
    hash: Hash.parse(row['hash']),
    bytes: Number(row['bytes']),
  };
}

/** Collections of documents. The index keeps no words but only where they are, and follows the passages by itself. */
import type { Migration } from './migration.ts';

const DOCUMENTS = [
  `CREATE TABLE knowledge_collections (
    no INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    embeddings TEXT,
    at INTEGER NOT NULL
  ) STRICT`,
  'CREATE UNIQUE INDEX knowledge_collections_by_name ON knowledge_collections (tenant, name)',
  `CREATE TABLE knowledge_documents (
    no INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    collection TEXT NOT NULL,
    name TEXT NOT NULL,
    current INTEGER,
    newest INTEGER NOT NULL,
    at INTEGER NOT NULL,
    removed_at INTEGER
  ) STRICT`,
  'CREATE UNIQUE INDEX knowledge_documents_by_id ON knowledge_documents (tenant, id)',
  'CREATE UNIQUE INDEX knowledge_documents_by_name ON knowledge_documents (tenant, collection, name) WHERE removed_at IS NULL',
  'CREATE INDEX knowledge_documents_listed ON knowledge_documents (tenant, collection, no) WHERE removed_at IS NULL',
  `CREATE TABLE knowledge_versions (
    document INTEGER NOT NULL,
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    received INTEGER NOT NULL,
    status TEXT NOT NULL,
    progress INTEGER NOT NULL,
    code TEXT,
    message TEXT,
    kind TEXT,
    characters INTEGER NOT NULL,
    pages INTEGER,
    passages INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by_user TEXT NOT NULL,
    claim TEXT,
    claimed_until INTEGER,
    PRIMARY KEY (document, version)
  ) STRICT`,
  "CREATE INDEX knowledge_versions_waiting ON knowledge_versions (at) WHERE status IN ('queued', 'reading')",
  `CREATE TABLE knowledge_parts (
    document INTEGER NOT NULL,
    version INTEGER NOT NULL,
    part INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (document, version, part)
  ) STRICT`,
  `CREATE TABLE knowledge_texts (
    document INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    pages TEXT,
    PRIMARY KEY (document, version)
  ) STRICT`,
];

const PASSAGES = [
  `CREATE TABLE knowledge_passages (
    no INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    document INTEGER NOT NULL,
    version INTEGER NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    page INTEGER,
    headings TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX knowledge_passages_by_place ON knowledge_passages (document, version, start_at)',
  `CREATE TABLE knowledge_vectors (
    passage INTEGER NOT NULL,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (passage, model)
  ) STRICT`,
  "CREATE VIRTUAL TABLE knowledge_words USING fts5 (tenant, headings, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2')",
  `CREATE TRIGGER knowledge_words_added AFTER INSERT ON knowledge_passages BEGIN
    INSERT INTO knowledge_words (rowid, tenant, headings, body) VALUES (new.no, replace(new.tenant, '_', ''), new.headings, new.body);
  END`,
  `CREATE TRIGGER knowledge_words_removed AFTER DELETE ON knowledge_passages BEGIN
    DELETE FROM knowledge_words WHERE rowid = old.no;
    DELETE FROM knowledge_vectors WHERE passage = old.no;
  END`,
];

export const addKnowledge: Migration = {
  number: 6,
  name: 'collections of documents, their versions and passages',
  statements: [...DOCUMENTS, ...PASSAGES],
};

/** Collections of documents. What is searched is made of the words as the index keeps them. */
import type { Migration } from './migration.ts';

const DOCUMENTS = [
  `CREATE TABLE knowledge_collections (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    title text NOT NULL,
    embeddings text,
    at bigint NOT NULL
  )`,
  'CREATE UNIQUE INDEX knowledge_collections_by_name ON knowledge_collections (tenant, name)',
  `CREATE TABLE knowledge_documents (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    collection text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    current integer,
    newest integer NOT NULL,
    at bigint NOT NULL,
    removed_at bigint
  )`,
  'CREATE UNIQUE INDEX knowledge_documents_by_id ON knowledge_documents (tenant, id)',
  'CREATE UNIQUE INDEX knowledge_documents_by_name ON knowledge_documents (tenant, collection, name) WHERE removed_at IS NULL',
  'CREATE INDEX knowledge_documents_listed ON knowledge_documents (tenant, collection, no) WHERE removed_at IS NULL',
  `CREATE TABLE knowledge_versions (
    document bigint NOT NULL,
    version integer NOT NULL,
    hash text NOT NULL,
    bytes bigint NOT NULL,
    received bigint NOT NULL,
    status text NOT NULL,
    progress integer NOT NULL,
    code text,
    message text,
    kind text,
    characters bigint NOT NULL,
    pages integer,
    passages integer NOT NULL,
    at bigint NOT NULL,
    by_user text NOT NULL,
    claim text,
    claimed_until bigint,
    PRIMARY KEY (document, version)
  ) WITH (fillfactor = 50)`,
  "CREATE INDEX knowledge_versions_waiting ON knowledge_versions (at) WHERE status IN ('queued', 'reading')",
  `CREATE TABLE knowledge_parts (
    document bigint NOT NULL,
    version integer NOT NULL,
    part integer NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (document, version, part)
  )`,
  `CREATE TABLE knowledge_texts (
    document bigint NOT NULL,
    version integer NOT NULL,
    body text NOT NULL,
    pages text,
    PRIMARY KEY (document, version)
  )`,
];

const PASSAGES = [
  `CREATE TABLE knowledge_passages (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    document bigint NOT NULL,
    version integer NOT NULL,
    start_at integer NOT NULL,
    end_at integer NOT NULL,
    page integer,
    headings text NOT NULL,
    body text NOT NULL,
    folded text[] NOT NULL,
    words tsvector GENERATED ALWAYS AS (array_to_tsvector(folded)) STORED
  )`,
  'CREATE INDEX knowledge_passages_by_place ON knowledge_passages (document, version, start_at)',
  'CREATE INDEX knowledge_passages_by_word ON knowledge_passages USING gin (words)',
  `CREATE TABLE knowledge_vectors (
    passage bigint NOT NULL REFERENCES knowledge_passages (no) ON DELETE CASCADE,
    model text COLLATE "C" NOT NULL,
    vector bytea NOT NULL,
    PRIMARY KEY (passage, model)
  )`,
];

export const addKnowledge: Migration = {
  number: 4,
  name: 'collections of documents, their versions and passages',
  statements: [...DOCUMENTS, ...PASSAGES],
};

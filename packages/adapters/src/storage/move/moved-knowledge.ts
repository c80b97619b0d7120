/** Collections of documents: both databases keep them alike, but for the words that are searched. */
import { toFolded } from '../postgres/port/serve-knowledge.ts';
import type { Cells, MovedTable } from './moved-table.ts';

const DOCUMENTS: readonly MovedTable[] = [
  {
    table: 'knowledge_collections',
    columns: { no: 'bigint', tenant: 'text', name: 'text', title: 'text', embeddings: 'text', at: 'bigint' },
    counter: 'no',
    order: 'no',
  },
  {
    table: 'knowledge_documents',
    columns: {
      no: 'bigint',
      tenant: 'text',
      id: 'text',
      collection: 'text',
      name: 'text',
      current: 'integer',
      newest: 'integer',
      at: 'bigint',
      removed_at: 'bigint',
    },
    counter: 'no',
    order: 'no',
  },
  {
    table: 'knowledge_versions',
    columns: {
      document: 'bigint',
      version: 'integer',
      hash: 'text',
      bytes: 'bigint',
      received: 'bigint',
      status: 'text',
      progress: 'integer',
      code: 'text',
      message: 'text',
      kind: 'text',
      characters: 'bigint',
      pages: 'integer',
      passages: 'integer',
      at: 'bigint',
      by_user: 'text',
      claim: 'text',
      claimed_until: 'bigint',
    },
    order: 'document, version',
  },
  {
    table: 'knowledge_parts',
    columns: { document: 'bigint', version: 'integer', part: 'integer', body: 'bytea' },
    order: 'document, version, part',
  },
  {
    table: 'knowledge_texts',
    columns: { document: 'bigint', version: 'integer', body: 'text', pages: 'text' },
    order: 'document, version',
  },
];

const PASSAGES: readonly MovedTable[] = [
  {
    table: 'knowledge_passages',
    columns: {
      no: 'bigint',
      tenant: 'text',
      document: 'bigint',
      version: 'integer',
      start_at: 'integer',
      end_at: 'integer',
      page: 'integer',
      headings: 'text',
      body: 'text',
      folded: 'text[]',
    },
    counter: 'no',
    as: { folded: 'NULL' },
    order: 'no',
    toCells: withWords,
  },
  {
    table: 'knowledge_vectors',
    columns: { passage: 'bigint', model: 'text', vector: 'bytea' },
    order: 'passage, model',
  },
];

function withWords(row: Cells): Cells {
  const headings = [String(row['headings'])];
  return { ...row, folded: toFolded(String(row['tenant']), { headings, text: String(row['body']) }) };
}

export const MOVED_KNOWLEDGE: readonly MovedTable[] = [...DOCUMENTS, ...PASSAGES];

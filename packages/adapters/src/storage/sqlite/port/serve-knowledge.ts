/** The collections of documents: SQL that both databases read alike, carried out by the threads of this store. */
import type { KnowledgeStore, Passage } from '@tutti/engine';
import { KnowledgeRows } from '../../knowledge/knowledge-rows.ts';
import type { KnowledgeSql, SqlCall, WordSearch } from '../../knowledge/knowledge-sql.ts';
import { isBeginning } from '../../knowledge/search-words.ts';
import { FOUND, SEARCHED } from '../../knowledge/statements.ts';
import type { StoreCalls } from '../store-calls.ts';
import { toTenantWord } from '../writer/submit-run.ts';

const ADD_PASSAGES = `INSERT INTO knowledge_passages (tenant, document, version, start_at, end_at, page, headings, body)
  SELECT $2, v.document, v.version, r.value ->> '$.start', r.value ->> '$.end', r.value ->> '$.page', r.value ->> '$.headings', r.value ->> '$.text'
  FROM knowledge_versions v CROSS JOIN json_each($1) r
  WHERE v.document = (SELECT no FROM knowledge_documents WHERE tenant = $2 AND id = $3 AND removed_at IS NULL)
    AND v.version = $4 AND v.claim = $5 AND v.status = 'reading'`;

/** What stands in a heading weighs more. */
const SEARCH = `SELECT ${FOUND} FROM knowledge_words CROSS JOIN knowledge_passages p ON p.no = knowledge_words.rowid
  JOIN knowledge_documents d ON d.no = p.document
  WHERE knowledge_words MATCH $3 AND ${SEARCHED} ORDER BY bm25(knowledge_words, 0.0, 2.0, 1.0), p.no LIMIT $4`;

export function serveKnowledge(calls: StoreCalls): KnowledgeStore {
  const sql: KnowledgeSql = {
    read: (call) => calls.read('readRows', toNumbered(call)),
    write: (all) => calls.write('writeRows', all.map(toNumbered)),
    addPassages: ADD_PASSAGES,
    toPassages: (_, passages) => JSON.stringify(passages.map(toCells)),
    search: toSearch,
    parse: (parse) => calls.parse(parse),
  };
  return new KnowledgeRows(sql);
}

function toSearch({ tenant, collection, words, limit }: WordSearch): SqlCall {
  const any = words.map((word) => `"${word}"${isBeginning(word) ? ' *' : ''}`).join(' OR ');
  const match = `tenant : "${toTenantWord(tenant)}" AND {headings body} : (${any})`;
  return { name: 'knowledge-search', text: SEARCH, values: [tenant, collection ?? null, match, limit] };
}

function toCells({ headings, ...passage }: Passage): object {
  return { ...passage, headings: JSON.stringify(headings) };
}

/** SQLite numbers its values with a question mark. */
function toNumbered({ name, text, values }: SqlCall): SqlCall {
  return { name, text: text.replaceAll(/\$(\d+)/g, '?$1'), values };
}

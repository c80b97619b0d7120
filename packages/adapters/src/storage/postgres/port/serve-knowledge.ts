/** The collections of documents: SQL that both databases read alike. */
import type { KnowledgeStore, Passage } from '@tutti/engine';
import { KnowledgeRows } from '../../knowledge/knowledge-rows.ts';
import type { KnowledgeSql, Row, SqlCall, WordSearch } from '../../knowledge/knowledge-sql.ts';
import { isBeginning } from '../../knowledge/search-words.ts';
import { FOUND, SEARCHED } from '../../knowledge/statements.ts';
import type { Ask } from '../database.ts';
import type { StoreCalls } from '../store-calls.ts';
import { foldWord, toLexemes, toTenantLexeme } from '../to-lexemes.ts';

const ADD_PASSAGES = `INSERT INTO knowledge_passages (tenant, document, version, start_at, end_at, page, headings, body, folded)
  SELECT $2, v.document, v.version, r."start", r."end", r.page, r.headings, r."text", r.folded
  FROM knowledge_versions v CROSS JOIN json_to_recordset($1::json)
    AS r("start" integer, "end" integer, page integer, headings text, "text" text, folded text[])
  WHERE v.document = (SELECT no FROM knowledge_documents WHERE tenant = $2 AND id = $3 AND removed_at IS NULL)
    AND v.version = $4 AND v.claim = $5 AND v.status = 'reading'`;

/** Ranked by how many of the words it has, the shorter of two alike first. */
const SEARCH = `SELECT ${FOUND} FROM knowledge_passages p JOIN knowledge_documents d ON d.no = p.document
  WHERE p.words @@ $3::tsquery AND ${SEARCHED} ORDER BY ts_rank(p.words, $4::tsquery, 1) DESC, p.no LIMIT $5`;

export function serveKnowledge(calls: StoreCalls): KnowledgeStore {
  let order = 0;
  const sql: KnowledgeSql = {
    read: (call) => calls.read(({ database }) => database.persist(call, call.values)),
    write: (all) =>
      calls.inOrder(`knowledge ${(order += 1)}`, ({ database }) =>
        database.retry(() => database.transact((ask) => askAll(ask, all))),
      ),
    addPassages: ADD_PASSAGES,
    toPassages: (tenant, passages) => JSON.stringify(passages.map((passage) => toCells(tenant, passage))),
    search: toSearch,
    parse: (parse) => parse(),
  };
  return new KnowledgeRows(sql);
}

async function askAll(ask: Ask, calls: readonly SqlCall[]): Promise<readonly (readonly Row[])[]> {
  const answers: (readonly Row[])[] = [];
  for (const { name, text, values } of calls) answers.push(await ask({ name, text }, values));
  return answers;
}

function toSearch({ tenant, collection, words, limit }: WordSearch): SqlCall {
  const folded = words.map((word) => ({ word: foldWord(word), begins: isBeginning(word) }));
  const any = folded.filter(({ word }) => word !== '').map(({ word, begins }) => `'${word}'${begins ? ':*' : ''}`);
  // Without a word that is left the query names the tenant alone, and nothing is found.
  const wanted = any.length === 0 ? "':'" : any.join(' | ');
  const which = `'${toTenantLexeme(tenant)}' & (${wanted})`;
  return { name: 'knowledge-search', text: SEARCH, values: [tenant, collection ?? null, which, wanted, limit] };
}

/** Words of whoever has them only. */
export function toFolded(tenant: string, { headings, text }: Pick<Passage, 'headings' | 'text'>): readonly string[] {
  return [toTenantLexeme(tenant), ...toLexemes(`${headings.join(' ')} ${text}`)];
}

function toCells(tenant: string, { headings, ...passage }: Passage): object {
  return { ...passage, headings: JSON.stringify(headings), folded: toFolded(tenant, { headings, text: passage.text }) };
}

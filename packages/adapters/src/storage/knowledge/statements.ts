/** Written so that SQLite and PostgreSQL read them alike. */
const VERSION = `v.version, v.hash, v.bytes, v.received, v.status, v.progress, v.code, v.message, v.kind, v.characters, v.pages,
  v.passages, v.at AS version_at, v.by_user`;
const DOCUMENT = `d.no, d.tenant, d.id, d.collection, d.name, d.current, d.newest, d.at, d.removed_at, ${VERSION}`;
/** What is searched, and what is newer than that. */
const OF_DOCUMENT = `LEFT JOIN knowledge_versions v ON v.document = d.no
  AND (v.version = d.current OR (v.version = d.newest AND v.version > coalesce(d.current, 0)))`;
/** Of a document that is there. */
const NO = '(SELECT no FROM knowledge_documents WHERE tenant = $1 AND id = $2 AND removed_at IS NULL)';
const CLAIMED = `document = ${NO} AND version = $3 AND claim = $4 AND status = 'reading'`;
const IN_COLLECTION = '(SELECT no FROM knowledge_documents WHERE tenant = $1 AND collection = $2 AND removed_at = $3)';
const COLLECTION = `c.tenant, c.name, c.title, c.embeddings, c.at,
  (SELECT count(*) FROM knowledge_documents d WHERE d.tenant = c.tenant AND d.collection = c.name AND d.removed_at IS NULL) AS documents,
  (SELECT coalesce(sum(v.passages), 0) FROM knowledge_documents d JOIN knowledge_versions v ON v.document = d.no AND v.version = d.current
    WHERE d.tenant = c.tenant AND d.collection = c.name AND d.removed_at IS NULL) AS passages`;

/** Named as the index has it, so that it is used. */
const UNREADY = "v.status <> 'ready'";
/** Within one transaction only: nobody else ever reads of it. */
const ABANDONED =
  "(SELECT v.document, v.version FROM knowledge_versions v WHERE v.status <> 'ready' AND v.status = 'abandoned')";

export const FOUND = `p.no, d.tenant, d.id, d.collection, d.name, p.version, p.start_at, p.end_at, p.page, p.headings, p.body`;
/** Only what is searched. */
export const SEARCHED = `d.removed_at IS NULL AND p.version = d.current AND d.tenant = $1
  AND (CAST($2 AS text) IS NULL OR d.collection = CAST($2 AS text))`;

export const STATEMENTS = {
  putCollection: `INSERT INTO knowledge_collections (tenant, name, title, embeddings, at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant, name) DO UPDATE SET title = excluded.title, embeddings = excluded.embeddings`,
  listCollections: `SELECT ${COLLECTION} FROM knowledge_collections c WHERE c.tenant = $1 ORDER BY c.name`,
  findCollection: `SELECT ${COLLECTION} FROM knowledge_collections c WHERE c.tenant = $1 AND c.name = $2`,
  removeCollection: 'DELETE FROM knowledge_collections WHERE tenant = $1 AND name = $2 RETURNING no',
  removeAllIn:
    'UPDATE knowledge_documents SET removed_at = $3 WHERE tenant = $1 AND collection = $2 AND removed_at IS NULL',
  dropPartsIn: `DELETE FROM knowledge_parts WHERE document IN ${IN_COLLECTION}`,
  dropTextsIn: `DELETE FROM knowledge_texts WHERE document IN ${IN_COLLECTION}`,
  dropVersionsIn: `DELETE FROM knowledge_versions WHERE document IN ${IN_COLLECTION}`,

  findByName: `SELECT ${DOCUMENT} FROM knowledge_documents d ${OF_DOCUMENT}
    WHERE d.tenant = $1 AND d.collection = $2 AND d.name = $3 AND d.removed_at IS NULL ORDER BY v.version`,
  findDocument: `SELECT ${DOCUMENT} FROM knowledge_documents d ${OF_DOCUMENT} WHERE d.tenant = $1 AND d.id = $2 ORDER BY v.version`,
  listDocuments: `SELECT ${DOCUMENT} FROM (
      SELECT * FROM knowledge_documents WHERE tenant = $1 AND collection = $2 AND removed_at IS NULL AND no < $3 ORDER BY no DESC LIMIT $4
    ) d ${OF_DOCUMENT} ORDER BY d.no DESC, v.version`,
  // Into a collection that is there.
  addDocument: `INSERT INTO knowledge_documents (tenant, id, collection, name, newest, at)
    SELECT tenant, $4, name, $3, 0, $5 FROM knowledge_collections WHERE tenant = $1 AND name = $2
    ON CONFLICT DO NOTHING`,
  raiseNewest:
    'UPDATE knowledge_documents SET newest = $3 WHERE tenant = $1 AND id = $2 AND newest = $3 - 1 AND removed_at IS NULL',
  addVersion: `INSERT INTO knowledge_versions (document, version, hash, bytes, received, status, progress, characters, passages, at, by_user)
    SELECT no, $3, $4, $5, 0, 'uploading', 0, 0, 0, $6, $7 FROM knowledge_documents
    WHERE tenant = $1 AND id = $2 AND newest = $3 AND removed_at IS NULL ON CONFLICT DO NOTHING`,
  dropOlderParts: `DELETE FROM knowledge_parts WHERE document = ${NO} AND version < $3
    AND version <> coalesce((SELECT current FROM knowledge_documents WHERE tenant = $1 AND id = $2), 0)`,
  dropOlderPending: `DELETE FROM knowledge_versions WHERE document = ${NO} AND version < $3 AND status <> 'ready'`,

  sumUnready: `SELECT coalesce(sum(v.bytes), 0) AS bytes FROM knowledge_versions v JOIN knowledge_documents d ON d.no = v.document
    WHERE ${UNREADY} AND d.tenant = $1 AND d.removed_at IS NULL AND NOT (d.collection = $2 AND d.name = $3)`,
  renewUpload: `UPDATE knowledge_versions SET at = $4
    WHERE document = ${NO} AND version = $3 AND status = 'uploading' RETURNING version`,

  // Of parts that arrive at the same time, each is counted behind the ones before it: they wait here.
  touchUpload: `UPDATE knowledge_versions SET received = received
    WHERE document = ${NO} AND version = $3 AND status = 'uploading'`,
  addPart: `INSERT INTO knowledge_parts (document, version, part, body) SELECT document, version, $4, $5 FROM knowledge_versions
    WHERE document = ${NO} AND version = $3 AND status = 'uploading' ON CONFLICT DO NOTHING`,
  countParts: `UPDATE knowledge_versions SET
      received = (SELECT coalesce(sum(length(body)), 0) FROM knowledge_parts k WHERE k.document = knowledge_versions.document AND k.version = knowledge_versions.version),
      status = CASE WHEN (SELECT coalesce(sum(length(body)), 0) FROM knowledge_parts k WHERE k.document = knowledge_versions.document AND k.version = knowledge_versions.version) >= bytes
        THEN 'queued' ELSE 'uploading' END
    WHERE document = ${NO} AND version = $3 AND status = 'uploading' RETURNING version`,
  listParts: `SELECT part FROM knowledge_parts WHERE document = ${NO} AND version = $3 ORDER BY part`,
  readPart: `SELECT body FROM knowledge_parts WHERE document = ${NO} AND version = $3 AND part = $4`,
  requeue: `UPDATE knowledge_versions SET status = 'queued', progress = 0, code = NULL, message = NULL
    WHERE document = ${NO} AND version = $3 AND status = 'failed' RETURNING version`,

  dropParts: `DELETE FROM knowledge_parts WHERE document = ${NO}`,
  dropTexts: `DELETE FROM knowledge_texts WHERE document = ${NO}`,
  dropVersions: `DELETE FROM knowledge_versions WHERE document = ${NO}`,
  removeDocument:
    'UPDATE knowledge_documents SET removed_at = $3 WHERE tenant = $1 AND id = $2 AND removed_at IS NULL RETURNING no',

  // Asked again in the outer condition: of two that found the same one, the later finds it taken.
  claim: `UPDATE knowledge_versions SET status = 'reading', progress = 0, claim = $1, claimed_until = $2
    WHERE (document, version) = (SELECT document, version FROM knowledge_versions
        WHERE status = 'queued' OR (status = 'reading' AND claimed_until < $3) ORDER BY at, document LIMIT 1)
      AND (status = 'queued' OR claimed_until < $3)
    RETURNING version, hash, bytes, (SELECT tenant FROM knowledge_documents d WHERE d.no = document) AS tenant,
      (SELECT id FROM knowledge_documents d WHERE d.no = document) AS id, (SELECT name FROM knowledge_documents d WHERE d.no = document) AS name`,
  keepClaim: `UPDATE knowledge_versions SET progress = $5, claimed_until = $6 WHERE ${CLAIMED} RETURNING version`,
  touchClaim: `UPDATE knowledge_versions SET progress = progress WHERE ${CLAIMED} RETURNING version`,
  dropPassagesOf: `DELETE FROM knowledge_passages WHERE document IN (SELECT document FROM knowledge_versions WHERE ${CLAIMED}) AND version = $3`,
  addText: `INSERT INTO knowledge_texts (document, version, body, pages)
    SELECT document, version, $5, $6 FROM knowledge_versions WHERE ${CLAIMED} ON CONFLICT DO NOTHING`,
  // Whoever has lost the claim has not made it current.
  dropOldOriginal: `DELETE FROM knowledge_parts WHERE version < $3 AND document = (
    SELECT no FROM knowledge_documents WHERE tenant = $1 AND id = $2 AND removed_at IS NULL AND current = $3)`,
  finish: `UPDATE knowledge_versions SET status = 'ready', progress = 100, kind = $5, characters = $6, pages = $7, passages = $8, claim = NULL
    WHERE ${CLAIMED} RETURNING version`,
  makeCurrent: `UPDATE knowledge_documents SET current = $3 WHERE tenant = $1 AND id = $2 AND removed_at IS NULL
    AND coalesce(current, 0) < $3 AND EXISTS (
      SELECT 1 FROM knowledge_versions v WHERE v.document = knowledge_documents.no AND v.version = $3 AND v.status = 'ready')`,
  fail: `UPDATE knowledge_versions SET status = 'failed', code = $5, message = $6, claim = NULL WHERE ${CLAIMED} RETURNING version`,
  sweep: `DELETE FROM knowledge_passages WHERE no IN (
    SELECT p.no FROM knowledge_documents d JOIN knowledge_passages p ON p.document = d.no
      WHERE d.removed_at IS NOT NULL OR p.version < d.current LIMIT 500) RETURNING no`,

  // Asked again in the outer condition: whoever waited for a part that was on its way finds what it has made of the version.
  abandon: `UPDATE knowledge_versions SET status = 'abandoned' WHERE (document, version) IN (
      SELECT v.document, v.version FROM knowledge_versions v WHERE ${UNREADY} AND v.status = 'uploading' AND v.at < $1 ORDER BY v.at LIMIT 10)
    AND status = 'uploading' AND at < $1 RETURNING version`,
  dropAbandonedParts: `DELETE FROM knowledge_parts WHERE (document, version) IN ${ABANDONED}`,
  // Unless a version was begun meanwhile, which the row of the document tells.
  removeAbandoned: `UPDATE knowledge_documents SET removed_at = $1
    WHERE current IS NULL AND removed_at IS NULL AND (no, newest) IN ${ABANDONED}`,
  dropAbandoned: `DELETE FROM knowledge_versions WHERE (document, version) IN ${ABANDONED}`,

  readText: `SELECT body, pages FROM knowledge_texts WHERE document = ${NO} AND version = $3`,
  findVersion: `SELECT ${VERSION} FROM knowledge_versions v WHERE v.document = ${NO} AND v.version = $3`,
  findPassageAt: `SELECT start_at, end_at, page, headings, body FROM knowledge_passages
    WHERE document = ${NO} AND version = $3 AND start_at <= $4 ORDER BY start_at DESC LIMIT 1`,
  findPassage: `SELECT ${FOUND} FROM knowledge_passages p JOIN knowledge_documents d ON d.no = p.document WHERE ${SEARCHED} AND p.no = $3`,
  listEmbedded: `SELECT tenant, name, by_user FROM (SELECT c.tenant, c.name,
      (SELECT v.by_user FROM knowledge_documents d JOIN knowledge_versions v ON v.document = d.no AND v.version = d.current
        WHERE d.tenant = c.tenant AND d.collection = c.name AND d.removed_at IS NULL ORDER BY d.no DESC LIMIT 1) AS by_user
      FROM knowledge_collections c WHERE coalesce(c.embeddings, '') <> 'off') e WHERE by_user IS NOT NULL ORDER BY tenant, name`,
  listBare: `SELECT p.no, p.body FROM knowledge_documents d JOIN knowledge_passages p ON p.document = d.no
    LEFT JOIN knowledge_vectors x ON x.passage = p.no AND x.model = $3 WHERE ${SEARCHED} AND x.passage IS NULL ORDER BY p.no LIMIT $4`,
  putVector: `INSERT INTO knowledge_vectors (passage, model, vector) SELECT p.no, $3, $4 FROM knowledge_passages p
    WHERE p.no = $2 AND p.tenant = $1 ON CONFLICT DO NOTHING`,
  listVectors: `SELECT p.no, x.vector FROM knowledge_documents d JOIN knowledge_passages p ON p.document = d.no
    JOIN knowledge_vectors x ON x.passage = p.no AND x.model = $3 WHERE ${SEARCHED} AND p.no > $4 ORDER BY p.no LIMIT $5`,
} as const;

export type StatementName = keyof typeof STATEMENTS;

import type { Upload } from '@tutti/adapters/knowledge';
import { DOCUMENT_LIMITS, parseCitation, toCitation } from '@tutti/protocol';
import { type Api, toCollectionView, toDocumentView, type UploadView } from '@tutti/protocol/api';
import type { HomeHandler } from '../http/handler.ts';
import { toDownloadHeaders } from './to-download-headers.ts';

export const listCollections: HomeHandler<Api['listCollections']> = async ({ caller }, { home }) => {
  const all = await home.knowledge.store.listCollections(caller.principal.tenant);
  return { status: 200, body: { items: all.map(toCollectionView) } };
};

export const putCollection: HomeHandler<Api['putCollection']> = async ({ caller, params, body }, { home }) => {
  const collection = await home.knowledge.putCollection(caller.principal, { name: params.collection, ...body });
  return { status: 200, body: toCollectionView(collection) };
};

export const removeCollection: HomeHandler<Api['removeCollection']> = async ({ caller, params }, { home }) => {
  await home.knowledge.removeCollection(caller.principal.tenant, params.collection);
  return { status: 204 };
};

export const listDocuments: HomeHandler<Api['listDocuments']> = async ({ caller, params, query }, { home }) => {
  const { tenant } = caller.principal;
  await home.knowledge.getCollection(tenant, params.collection);
  const { documents, next } = await home.knowledge.store.listDocuments(tenant, { ...params, ...query });
  return { status: 200, body: { items: documents.map(toDocumentView), next: next ?? null } };
};

export const beginDocument: HomeHandler<Api['beginDocument']> = async ({ caller, params, body }, { home }) => {
  const upload = await home.knowledge.begin(caller.principal, { ...params, ...body });
  return { status: 200, body: toUploadView(upload) };
};

export const putDocumentPart: HomeHandler<Api['putDocumentPart']> = async ({ caller, params, body }, { home }) => {
  const ref = { tenant: caller.principal.tenant, document: params.document, version: body.version };
  const bytes = Buffer.from(body.content, 'base64');
  return { status: 200, body: toUploadView(await home.knowledge.putPart(ref, params.part, bytes)) };
};

export const getDocument: HomeHandler<Api['getDocument']> = async ({ caller, params }, { home }) => {
  const document = await home.knowledge.getDocument(caller.principal.tenant, params.document);
  return { status: 200, body: toDocumentView(document) };
};

export const ingestDocument: HomeHandler<Api['ingestDocument']> = async ({ caller, params }, { home }) => {
  const document = await home.knowledge.ingest(caller.principal.tenant, params.document);
  return { status: 200, body: toDocumentView(document) };
};

export const removeDocument: HomeHandler<Api['removeDocument']> = async ({ caller, params }, { home }) => {
  await home.knowledge.removeDocument(caller.principal.tenant, params.document);
  return { status: 204 };
};

export const downloadDocument: HomeHandler<Api['downloadDocument']> = async ({ caller, params }, { home }) => {
  const { tenant } = caller.principal;
  const { name } = await home.knowledge.getDocument(tenant, params.document);
  const bytes = await home.knowledge.readOriginal(tenant, params.document);
  return { status: 200, headers: toDownloadHeaders({ name, mediaType: 'application/octet-stream' }), body: bytes };
};

export const searchKnowledge: HomeHandler<Api['searchKnowledge']> = async (call, { home }) => {
  const { principal } = call.caller;
  const gone = new AbortController();
  call.reply.raw.once('close', () => gone.abort(new Error('whoever asked has gone')));
  const { tenant, user } = principal;
  // Whoever may only look causes no cost.
  const payer = principal.rights.includes('use') ? { user } : {};
  const found = await home.knowledge.search({ tenant, ...payer, ...call.query, signal: gone.signal });
  const items = found.hits.map(({ no: _, start, end, tenant: __, ...hit }) => ({
    ...hit,
    headings: [...hit.headings],
    citation: toCitation({ document: hit.document, version: hit.version, start, end }),
  }));
  return { status: 200, body: { items, how: found.how, model: found.model } };
};

export const getPassage: HomeHandler<Api['getPassage']> = async ({ caller, params, query }, { home }) => {
  const { tenant } = caller.principal;
  const { citation } = params;
  const passage = await home.knowledge.resolve({ tenant, citation, around: query.around });
  const document = parseCitation(citation).document;
  return { status: 200, body: { ...passage, citation, document, headings: [...passage.headings] } };
};

function toUploadView({ document, missing }: Upload): UploadView {
  const { partBytes } = DOCUMENT_LIMITS;
  return {
    document: toDocumentView(document),
    upload: missing && { version: missing.version, partBytes, missing: [...missing.parts] },
  };
}

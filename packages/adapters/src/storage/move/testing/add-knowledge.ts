/** A document that is searched, one that waits, one that was removed. */
import { createHash } from 'node:crypto';
import type { KnowledgeStore } from '@tutti/engine';
import { CollectionName, DocumentId, type Hash, ModelId, type Principal } from '@tutti/protocol';

const HANDBOOK = CollectionName.parse('handbook');
const MODEL = ModelId.parse('acme/vectors');
const TEXT = 'Rail tickets above 200 euros need the approval of Zoë';
const AT = 7;

export async function addKnowledge(store: KnowledgeStore, { tenant, user }: Principal): Promise<void> {
  await store.putCollection({ tenant, name: HANDBOOK, title: 'Our handbook', embeddings: MODEL, at: AT });
  const begin = async (name: string, which: number, text: string) => {
    const bytes = Buffer.from(text);
    const hash = createHash('sha256').update(bytes).digest('hex') as Hash;
    const id = DocumentId.parse(`doc_${String(which).padStart(12, '0')}`);
    const content = { hash, bytes: bytes.length, most: 1_000_000 };
    await store.beginVersion({ tenant, collection: HANDBOOK, name, id, ...content, at: AT, by: user });
    await store.putPart({ tenant, document: id, version: 1 }, 0, bytes);
    return id;
  };
  await begin('travel.txt', 1, TEXT);
  const claimed = await store.claimVersion({ claim: 'move', now: AT, until: AT + 1 });
  if (!claimed) throw new Error('nothing is queued');
  await store.putPassages(claimed, [{ start: 0, end: TEXT.length, text: TEXT, page: 1, headings: ['Travel'] }], true);
  await store.finishVersion(claimed, { kind: 'text', text: TEXT, pages: [0], passages: 1 });
  const bare = await store.listBarePassages({ tenant, limit: 9 }, MODEL);
  await store.putVectors(
    tenant,
    MODEL,
    bare.map(({ no }) => ({ no, vector: Float32Array.of(0.6, 0.8) })),
  );
  await begin('waits.txt', 2, 'is not read yet');
  await store.removeDocument(tenant, await begin('gone.txt', 3, 'was removed'), AT);
}

export async function readKnowledge(store: KnowledgeStore, { tenant }: Principal) {
  const document = DocumentId.parse('doc_000000000001');
  const found = await store.searchWords({ tenant, limit: 9 }, 'the tickets of zoe');
  const near = await store.searchVectors({ tenant, limit: 9, most: 9 }, MODEL, Float32Array.of(0.6, 0.8));
  return {
    collections: await store.listCollections(tenant),
    documents: (await store.listDocuments(tenant, { collection: HANDBOOK, limit: 9 })).documents,
    gone: await store.findDocument(tenant, DocumentId.parse('doc_000000000003')),
    text: await store.readText({ tenant, document, version: 1 }),
    part: await store.readPart({ tenant, document, version: 1 }, 0),
    found,
    near,
  };
}

/** Collections of documents, as commands work with them: at a server or in this process. */
import { createHash } from 'node:crypto';
import { Citation, CollectionName, DocumentId, Hash, ModelId } from '@tutti/protocol';
import type { CitedPassageView, CollectionView, DocumentView, KnowledgeAnswer } from '@tutti/protocol/api';
import type { CommandContext } from '../command-context.ts';
import { toHomeOptions } from '../parse-config.ts';
import type { Caller } from './caller.ts';
import { findServerPlace } from './open-desk.ts';
import { readAll } from './read-all.ts';

export interface NewFile {
  readonly collection: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** How many of the bytes have arrived. */
  onSent(bytes: number): void;
}

export interface KnowledgeDesk extends AsyncDisposable {
  listCollections(): Promise<readonly CollectionView[]>;
  putCollection(name: string, wish: { readonly title?: string; readonly embeddings?: string }): Promise<CollectionView>;
  removeCollection(name: string): Promise<void>;
  listDocuments(collection: string): Promise<readonly DocumentView[]>;
  getDocument(document: string): Promise<DocumentView>;
  removeDocument(document: string): Promise<void>;
  /** Resolves when everything has arrived, or was there before. */
  send(file: NewFile): Promise<DocumentView>;
  search(question: {
    readonly text: string;
    readonly collection?: string;
    readonly limit: number;
  }): Promise<KnowledgeAnswer>;
  getPassage(citation: string, around: number): Promise<CitedPassageView>;
}

export async function openKnowledgeDesk(context: CommandContext): Promise<KnowledgeDesk> {
  const server = await findServerPlace(context);
  if (server) {
    const { createClient } = await import('@tutti/sdk');
    const { url, token } = server;
    return createKnowledgeDesk(createClient({ url, ...(token !== undefined && { token }) }), async () => {});
  }
  const [{ openHome }, { createLocalCaller }] = await Promise.all([
    import('@tutti/server/home'),
    import('./local-caller.ts'),
  ]);
  const home = await openHome(toHomeOptions(context));
  // What an earlier command has left is read by this one.
  home.knowledge.start();
  return createKnowledgeDesk(createLocalCaller(home), () => home[Symbol.asyncDispose]());
}

function createKnowledgeDesk(caller: Caller, close: () => PromiseLike<void>): KnowledgeDesk {
  return {
    listCollections: async () => (await caller.call('listCollections')).items,
    putCollection: (name, { title, embeddings }) =>
      caller.call('putCollection', {
        collection: CollectionName.parse(name),
        ...(title !== undefined && { title }),
        ...(embeddings !== undefined && { embeddings: embeddings === 'off' ? embeddings : ModelId.parse(embeddings) }),
      }),
    removeCollection: (name) => caller.call('removeCollection', { collection: CollectionName.parse(name) }),
    listDocuments: (typed) => {
      const collection = CollectionName.parse(typed);
      return readAll((page) => caller.call('listDocuments', { collection, ...page }));
    },
    getDocument: (document) => caller.call('getDocument', { document: DocumentId.parse(document) }),
    removeDocument: (document) => caller.call('removeDocument', { document: DocumentId.parse(document) }),
    send: (file) => send(caller, file),
    search: ({ text, collection, limit }) =>
      caller.call('searchKnowledge', {
        text,
        limit,
        ...(collection !== undefined && { collection: CollectionName.parse(collection) }),
      }),
    getPassage: (citation, around) => caller.call('getPassage', { citation: Citation.parse(citation), around }),
    [Symbol.asyncDispose]: close,
  };
}

async function send(caller: Caller, { collection, name, bytes, onSent }: NewFile): Promise<DocumentView> {
  const hash = Hash.parse(createHash('sha256').update(bytes).digest('hex'));
  const wish = { collection: CollectionName.parse(collection), name, bytes: bytes.length, hash };
  let { document, upload } = await caller.call('beginDocument', wish);
  while (upload) {
    const { version, partBytes, missing } = upload;
    const [part] = missing;
    if (part === undefined) break;
    const content = Buffer.from(bytes.subarray(part * partBytes, (part + 1) * partBytes)).toString('base64');
    const body = { document: document.document, part, version, content };
    ({ document, upload } = await caller.call('putDocumentPart', body));
    onSent(document.pending?.received ?? bytes.length);
  }
  return document;
}

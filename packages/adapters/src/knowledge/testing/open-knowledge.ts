/** Documents in a directory of their own, as an installation keeps them. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { nextTenant } from '@tutti/engine/testing';
import {
  CollectionName,
  DOCUMENT_LIMITS,
  type Hash,
  type KnowledgeDocument,
  type TenantId,
  UserId,
} from '@tutti/protocol';
import { openSqliteStore } from '../../storage/sqlite/open-sqlite-store.ts';
import { Knowledge, type KnowledgeOptions } from '../knowledge.ts';

export const PAPERS = CollectionName.parse('papers');
export const USER = UserId.parse(`usr_${'0'.repeat(36)}`);
const PATIENCE_MS = 60_000;

export interface KnowledgeStage extends AsyncDisposable {
  readonly knowledge: Knowledge;
  readonly tenant: TenantId;
  readonly problems: readonly unknown[];
  /** Uploads it part by part. */
  send(name: string, content: string | Uint8Array): Promise<KnowledgeDocument>;
  /** Also waits until it is read, or cannot be. */
  add(name: string, content: string | Uint8Array): Promise<KnowledgeDocument>;
  untilSettled(document: KnowledgeDocument): Promise<KnowledgeDocument>;
  /** The passages that are found, as `text`. */
  search(text: string): Promise<readonly string[]>;
}

export async function openKnowledge(options: Partial<KnowledgeOptions> = {}): Promise<KnowledgeStage> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-documents-'));
  const lasting = await openSqliteStore({ directory });
  const problems: unknown[] = [];
  const knowledge = new Knowledge({
    store: lasting.knowledge,
    clock: systemClock,
    random: systemRandom,
    isShared: false,
    onProblem: (error) => void problems.push(error),
    ...options,
  });
  const tenant = nextTenant();
  await knowledge.putCollection({ tenant, user: USER }, { name: PAPERS });
  const stage = { knowledge, tenant, problems };
  const send = (name: string, content: string | Uint8Array) => upload(stage, name, Buffer.from(content));
  const untilSettled = (document: KnowledgeDocument) => waitUntilSettled(stage, document);
  return {
    ...stage,
    send,
    untilSettled,
    add: async (name, content) => untilSettled(await send(name, content)),
    async search(text) {
      const { signal } = new AbortController();
      const { hits } = await knowledge.search({ tenant, user: USER, text, limit: 10, signal });
      return hits.map((hit) => hit.text);
    },
    async [Symbol.asyncDispose]() {
      await knowledge[Symbol.asyncDispose]();
      await lasting[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}

type Bare = Pick<KnowledgeStage, 'knowledge' | 'tenant' | 'problems'>;

async function upload({ knowledge, tenant }: Bare, name: string, bytes: Buffer): Promise<KnowledgeDocument> {
  const hash = createHash('sha256').update(bytes).digest('hex') as Hash;
  const wish = { collection: PAPERS, name, bytes: bytes.length, hash };
  const begun = await knowledge.begin({ tenant, user: USER }, wish);
  const { missing } = begun;
  let { document } = begun;
  for (const part of missing?.parts ?? []) {
    const from = part * DOCUMENT_LIMITS.partBytes;
    const ref = { tenant, document: document.id, version: missing?.version ?? 0 };
    ({ document } = await knowledge.putPart(ref, part, bytes.subarray(from, from + DOCUMENT_LIMITS.partBytes)));
  }
  return document;
}

async function waitUntilSettled(
  { knowledge, tenant, problems }: Bare,
  { id }: KnowledgeDocument,
): Promise<KnowledgeDocument> {
  const deadline = systemClock.now() + PATIENCE_MS;
  for (;;) {
    const document = await knowledge.getDocument(tenant, id);
    if (!document.pending || document.pending.status === 'failed') return document;
    if (problems.length > 0) throw problems[0];
    if (systemClock.now() > deadline) throw new Error(`${document.name} is still ${document.pending.status}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What every store of documents must do, whatever it is made of. */
import { createHash } from 'node:crypto';
import { CollectionName, DocumentId, type Hash, type KnowledgeDocument, ModelId, type TenantId } from '@tutti/protocol';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ClaimedVersion, KnowledgeStore, Passage, VersionRef } from '../../ports/knowledge-store.ts';
import { nextTenant, nextUser } from '../store-contract/test-ids.ts';

/** A store over data of its own, and the ways to end it. */
export interface KnowledgeUnderTest {
  readonly knowledge: KnowledgeStore;
  reopen(): Promise<void>;
  discard(): Promise<void>;
}

const HANDBOOK = CollectionName.parse('handbook');
const MODEL = ModelId.parse('acme/vectors');
const NOW = 1_750_000_000_000;
const LEASE_MS = 1_000;
const MUCH = 1_000_000;
/** Before everything else, so that only what a test makes stale is. */
const LONG_AGO = 1_000;

let ids = 0;
const nextDocument = () => DocumentId.parse(`doc_${String((ids += 1)).padStart(12, '0')}`);
const toHash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Hash;
const toBytes = (text: string) => new TextEncoder().encode(text);

export function testKnowledge(open: () => Promise<KnowledgeUnderTest>): void {
  let opened: KnowledgeUnderTest;
  let tenant: TenantId;
  beforeAll(async () => void (opened = await open()), 60_000);
  afterAll(() => opened.discard());
  beforeEach(async () => {
    tenant = nextTenant();
    await store().putCollection({ tenant, name: HANDBOOK, title: 'Handbook', at: NOW });
  });
  const store = () => opened.knowledge;

  const begin = (
    name: string,
    text: string,
    { collection = HANDBOOK, at = NOW, most = MUCH }: { collection?: CollectionName; at?: number; most?: number } = {},
  ) => {
    const bytes = toBytes(text);
    const content = { hash: toHash(bytes), bytes: bytes.length };
    const wish = { tenant, collection, name, id: nextDocument(), ...content, most };
    return store().beginVersion({ ...wish, at, by: nextUser() });
  };
  const refOf = ({ id, current, pending }: KnowledgeDocument): VersionRef => ({
    tenant,
    document: id,
    version: (pending ?? current)?.version ?? 0,
  });
  const claim = async (now = NOW): Promise<ClaimedVersion> => {
    const claimed = await store().claimVersion({ claim: `claim ${(ids += 1)}`, now, until: now + LEASE_MS });
    if (!claimed) throw new Error('nothing is queued');
    return claimed;
  };
  /** As whoever reads documents does. */
  const add = async (name: string, text: string): Promise<KnowledgeDocument> => {
    const begun = await begin(name, text);
    await store().putPart(refOf(begun), 0, toBytes(text));
    const claimed = await claim();
    const passages = toPassages(text);
    expect(await store().putPassages(claimed, passages, true)).toBe(true);
    expect(await store().finishVersion(claimed, { kind: 'text', text, pages: [0], passages: passages.length })).toBe(
      true,
    );
    return getDocument(begun.id);
  };
  const getDocument = async (id: DocumentId): Promise<KnowledgeDocument> => {
    const found = await store().findDocument(tenant, id);
    if (!found) throw new Error(`${id} is not there`);
    return found;
  };
  const search = async (text: string, collection?: CollectionName) =>
    (await store().searchWords({ tenant, collection, limit: 10 }, text)).map((found) => found.text);

  it('keeps collections by name, with what they hold', async () => {
    const rules = CollectionName.parse('rules');
    await store().putCollection({ tenant, name: rules, title: 'Old', at: NOW });
    await store().putCollection({ tenant, name: rules, title: 'Rules', embeddings: 'off', at: NOW + 1 });
    await add('travel.txt', 'trains\nplanes');
    await opened.reopen();
    expect(await store().listCollections(tenant)).toEqual([
      { tenant, name: HANDBOOK, title: 'Handbook', documents: 1, passages: 2, at: NOW },
      { tenant, name: rules, title: 'Rules', embeddings: 'off', documents: 0, passages: 0, at: NOW },
    ]);
    expect(await store().findCollection(nextTenant(), rules)).toBeUndefined();
    const embedded = await store().listEmbedded();
    expect(embedded.filter((each) => each.tenant === tenant)).toMatchObject([{ name: HANDBOOK }]);
  });

  it('takes a document in part by part, in any order, and each part once', async () => {
    const begun = await begin('a.txt', 'onetwo');
    const ref = refOf(begun);
    expect(begun.pending).toMatchObject({ version: 1, status: 'uploading', received: 0, bytes: 6 });
    expect(await store().putPart(ref, 1, toBytes('two'))).toBe(true);
    expect(await store().putPart(ref, 1, toBytes('two'))).toBe(true);
    expect(await store().listParts(ref)).toEqual([1]);
    expect((await getDocument(begun.id)).pending).toMatchObject({ status: 'uploading', received: 3 });
    await opened.reopen();
    expect(await store().putPart(ref, 0, toBytes('one'))).toBe(true);
    expect((await getDocument(begun.id)).pending).toMatchObject({ status: 'queued', received: 6 });
    expect(await store().putPart(ref, 2, toBytes('more'))).toBe(false);
    expect(await store().readPart(ref, 1)).toEqual(toBytes('two'));
    expect(await store().readPart({ ...ref, tenant: nextTenant() }, 1)).toBeUndefined();
    await store().removeDocument(tenant, begun.id, NOW);
  });

  it('counts parts that arrive at the same time, so that the last one finds all of them there', async () => {
    for (let round = 0; round < 8; round++) {
      const begun = await begin('parallel.txt', `round${round}`);
      await Promise.all(
        `round${round}`.split('').map((letter, part) => store().putPart(refOf(begun), part, toBytes(letter))),
      );
      expect((await getDocument(begun.id)).pending).toMatchObject({ status: 'queued', received: 6 });
      await store().removeDocument(tenant, begun.id, NOW);
    }
  });

  it('keeps the original of what is searched when a reader ends who has lost the next version', async () => {
    const old = await add('a.txt', 'first');
    const second = await begin('a.txt', 'second');
    await store().putPart(refOf(second), 0, toBytes('second'));
    const lost = await claim();
    const third = await begin('a.txt', 'third');
    expect(await store().finishVersion(lost, { kind: 'text', text: 'second', passages: 1 })).toBe(false);
    expect(await store().listParts(refOf(old))).toEqual([0]);
    await store().removeDocument(tenant, third.id, NOW);
  });

  it('begins nothing for content that is there, or on its way', async () => {
    const first = await begin('a.txt', 'same');
    expect(await begin('a.txt', 'same')).toEqual(first);
    await store().removeDocument(tenant, first.id, NOW);
    const ready = await add('a.txt', 'same');
    expect(await begin('a.txt', 'same')).toEqual(ready);
    const other = await begin('a.txt', 'other');
    expect(other).toMatchObject({ id: ready.id, current: { version: 1 }, pending: { version: 2 } });
    const again = await begin('a.txt', 'same');
    expect(again).toMatchObject({ id: ready.id, current: { version: 1 }, pending: { version: 3 } });
  });

  it('lets one of several begin a version that all of them bring', async () => {
    const begun = await Promise.all(['a', 'a', 'a', 'a'].map((text) => begin('same.txt', text)));
    expect(new Set(begun.map(({ id, pending }) => `${id} ${pending?.version}`)).size).toBe(1);
  });

  it('begins nothing in a collection that is not there', async () => {
    const collection = CollectionName.parse('nowhere');
    await expect(begin('a.txt', 'a', { collection })).rejects.toMatchObject({ code: 'collection_not_found' });
  });

  it('lets one reader have a version, until nothing is heard of it', async () => {
    const begun = await begin('a.txt', 'words');
    await store().putPart(refOf(begun), 0, toBytes('words'));
    const claimed = await claim();
    expect(claimed).toMatchObject({ tenant, document: begun.id, version: 1, name: 'a.txt', bytes: 5 });
    expect(await store().claimVersion({ claim: 'other', now: NOW, until: NOW + 1 })).toBeUndefined();
    expect(await store().keepClaim(claimed, { progress: 40, until: NOW + 2 * LEASE_MS })).toBe(true);
    expect((await getDocument(begun.id)).pending).toMatchObject({ status: 'reading', progress: 40 });
    await store().putPassages(claimed, toPassages('half'), true);
    const later = await claim(NOW + 3 * LEASE_MS);
    expect(later.document).toBe(begun.id);
    expect(await store().keepClaim(claimed, { progress: 50, until: NOW + 9 * LEASE_MS })).toBe(false);
    expect(await store().putPassages(claimed, toPassages('lost'), false)).toBe(false);
    expect(await store().finishVersion(claimed, { kind: 'text', text: 'half', passages: 1 })).toBe(false);
    expect(await store().putPassages(later, toPassages('words'), true)).toBe(true);
    expect(await store().finishVersion(later, { kind: 'text', text: 'words', passages: 1 })).toBe(true);
    expect(await search('half lost words')).toEqual(['words']);
  });

  it('finds the old version until the new one is whole, and then only that', async () => {
    const old = await add('travel.txt', 'by train\nby bicycle');
    const begun = await begin('travel.txt', 'by plane');
    await store().putPart(refOf(begun), 0, toBytes('by plane'));
    const claimed = await claim();
    await store().putPassages(claimed, toPassages('by plane'), true);
    await opened.reopen();
    expect(await search('train plane')).toEqual(['by train']);
    await store().finishVersion(claimed, { kind: 'text', text: 'by plane', passages: 1 });
    expect(await search('train plane')).toEqual(['by plane']);
    while (await store().sweep()) expect(await search('train plane')).toEqual(['by plane']);
    // What was cited of the old one still reads as it did.
    const ref = { tenant, document: old.id, version: 1 };
    expect(await store().readText(ref)).toEqual({ text: 'by train\nby bicycle', pages: [0] });
    expect(await store().findVersion(ref)).toMatchObject({ version: 1, status: 'ready' });
    expect(await store().findPassageAt({ ...ref, version: 2 }, 3)).toMatchObject({ start: 0, text: 'by plane' });
    expect(await store().listParts(ref)).toEqual([]);
  });

  const dropStale = async (before: number) => {
    while (await store().dropStale({ before, at: NOW })) continue;
  };

  it('drops what was begun long ago and never sent to its end, with the document that has nothing else', async () => {
    const left = await begin('left.txt', 'onetwo', { at: LONG_AGO });
    await store().putPart(refOf(left), 0, toBytes('one'));
    const young = await begin('young.txt', 'onetwo');
    const ready = await add('ready.txt', 'first');
    const next = await begin('ready.txt', 'second', { at: LONG_AGO });
    await store().putPart(refOf(next), 0, toBytes('sec'));
    await dropStale(LONG_AGO);
    expect((await getDocument(left.id)).pending).toMatchObject({ received: 3 });

    await dropStale(LONG_AGO + 1);
    const gone = await getDocument(left.id);
    expect([gone.removedAt, gone.pending]).toEqual([NOW, undefined]);
    expect(await store().listParts(refOf(left))).toEqual([]);
    expect(await store().putPart(refOf(left), 1, toBytes('two'))).toBe(false);
    expect(await getDocument(young.id)).toEqual(young);
    expect(await getDocument(ready.id)).toEqual(ready);
    expect(await store().listParts(refOf(ready))).toEqual([0]);
    expect(await store().listParts(refOf(next))).toEqual([]);
    expect((await begin('left.txt', 'onetwo')).id).not.toBe(left.id);
    expect((await begin('ready.txt', 'second')).pending).toMatchObject({ version: 3, received: 0 });
  });

  it('keeps what has been sent to its end however old it is, and what was gone on with', async () => {
    const sent = await begin('sent.txt', 'one', { at: LONG_AGO });
    await store().putPart(refOf(sent), 0, toBytes('one'));
    const resumed = await begin('resumed.txt', 'two', { at: LONG_AGO });
    expect((await begin('resumed.txt', 'two')).pending).toEqual({ ...resumed.pending, at: NOW });
    await dropStale(LONG_AGO + 1);
    expect((await getDocument(sent.id)).pending).toMatchObject({ status: 'queued' });
    expect((await getDocument(resumed.id)).pending).toMatchObject({ status: 'uploading', at: NOW });
    await store().removeDocument(tenant, sent.id, NOW);
  });

  it('drops an upload as a whole or not at all while its last part arrives or it is begun anew', async () => {
    for (let round = 0; round < 12; round++) {
      const begun = await begin('race.txt', `old ${round}`, { at: LONG_AGO });
      const [, taken, again] = await Promise.all([
        dropStale(LONG_AGO + 1),
        store().putPart(refOf(begun), 0, toBytes(`old ${round}`)),
        round % 2 === 0 ? undefined : begin('race.txt', `new ${round}`),
      ]);
      const document = await getDocument(begun.id);
      const isSent = document.pending?.version === 1;
      if (again) expect((await getDocument(again.id)).pending).toEqual(again.pending);
      else expect([document.removedAt === undefined, isSent]).toEqual([taken, taken]);
      expect(await store().listParts(refOf(begun))).toEqual(isSent ? [0] : []);
      const { documents } = await store().listDocuments(tenant, { collection: HANDBOOK, limit: 9 });
      for (const { id } of documents) await store().removeDocument(tenant, id, NOW);
    }
  });

  it('begins nothing above what may be on its way at once, not counting what the new version replaces', async () => {
    const most = 10;
    const refused = { code: 'uploads_full' };
    await add('ready.txt', 'more than ten letters');
    await begin('a.txt', '12345', { most });
    const broken = await begin('b.txt', '12345', { most });
    await store().putPart(refOf(broken), 0, toBytes('12345'));
    await store().failVersion(await claim(), { code: 'document_unreadable', message: 'no' });
    await expect(begin('c.txt', '1', { most })).rejects.toMatchObject(refused);
    expect((await begin('a.txt', '12345', { most })).pending?.version).toBe(1);
    expect((await begin('a.txt', 'abcde', { most })).pending?.version).toBe(2);
    await expect(begin('a.txt', 'abcdef', { most })).rejects.toMatchObject(refused);
    expect((await begin('ready.txt', 'more than ten letters', { most })).pending).toBeUndefined();
    await store().removeDocument(tenant, broken.id, NOW);
    expect((await begin('c.txt', '1', { most })).pending?.status).toBe('uploading');
    tenant = nextTenant();
    await store().putCollection({ tenant, name: HANDBOOK, title: 'Theirs', at: NOW });
    expect((await begin('a.txt', '1234567890', { most })).pending?.version).toBe(1);
  });

  it('says why a version could not be read, and reads it again when it is asked to', async () => {
    const begun = await begin('a.pdf', 'no pdf');
    await store().putPart(refOf(begun), 0, toBytes('no pdf'));
    const problem = { code: 'document_unreadable', message: 'it does not begin as a PDF does' };
    expect(await store().failVersion(await claim(), problem)).toBe(true);
    expect((await getDocument(begun.id)).pending).toMatchObject({ status: 'failed', problem });
    expect(await store().requeueVersion(refOf(begun))).toBe(true);
    expect(await store().requeueVersion(refOf(begun))).toBe(false);
    expect((await getDocument(begun.id)).pending?.problem).toBeUndefined();
    await store().failVersion(await claim(), problem);
    expect((await begin('a.pdf', 'no pdf')).pending).toMatchObject({ version: 2, status: 'uploading' });
  });

  it('keeps nothing of a document that was removed but that there was one', async () => {
    const document = await add('secret.txt', 'the password is swordfish');
    const ref = { tenant, document: document.id, version: 1 };
    expect(await store().removeDocument(nextTenant(), document.id, NOW)).toBe(false);
    expect(await store().removeDocument(tenant, document.id, NOW + 5)).toBe(true);
    expect(await store().removeDocument(tenant, document.id, NOW + 6)).toBe(false);
    expect(await search('swordfish')).toEqual([]);
    expect(await store().readText(ref)).toBeUndefined();
    expect(await store().listParts(ref)).toEqual([]);
    const gone = await getDocument(document.id);
    expect(gone).toMatchObject({ id: document.id, name: 'secret.txt', removedAt: NOW + 5 });
    expect(gone.current).toBeUndefined();
    expect((await store().listDocuments(tenant, { collection: HANDBOOK, limit: 9 })).documents).toEqual([]);
    expect((await add('secret.txt', 'another one')).id).not.toBe(document.id);
  });

  it('removes a collection with its documents, and no other', async () => {
    const mine = await add('a.txt', 'mine');
    const other = tenant;
    tenant = nextTenant();
    await store().putCollection({ tenant, name: HANDBOOK, title: 'Theirs', at: NOW });
    await add('a.txt', 'theirs');
    expect(await store().removeCollection(tenant, HANDBOOK, NOW)).toBe(true);
    expect(await store().removeCollection(tenant, HANDBOOK, NOW)).toBe(false);
    expect(await search('theirs')).toEqual([]);
    tenant = other;
    expect(await search('mine')).toEqual(['mine']);
    expect(await getDocument(mine.id)).toEqual(mine);
  });

  it('lists documents page by page, the newest first', async () => {
    for (const name of ['a', 'b', 'c']) await begin(`${name}.txt`, name);
    const first = await store().listDocuments(tenant, { collection: HANDBOOK, limit: 2 });
    expect(first.documents.map(({ name }) => name)).toEqual(['c.txt', 'b.txt']);
    const { next: cursor } = first;
    const second = await store().listDocuments(tenant, { collection: HANDBOOK, limit: 2, cursor });
    expect([second.documents.map(({ name }) => name), second.next]).toEqual([['a.txt'], undefined]);
  });

  it('finds words whatever their accents, endings and case, what has more of them first', async () => {
    await add('a.txt', 'The Café opens late\nContracts are signed by two\nrail tickets above 200 euros');
    expect(await search('cafe')).toEqual(['The Café opens late']);
    expect(await search('CONTRACT')).toEqual(['Contracts are signed by two']);
    expect((await search('what about rail tickets for contracts?'))[0]).toBe('rail tickets above 200 euros');
    expect(await search('nothing of it')).toEqual([]);
    expect(await search('cafe', CollectionName.parse('elsewhere'))).toEqual([]);
  });

  it('takes nothing in a question for an instruction', async () => {
    await add('a.txt', 'plain words');
    for (const text of [
      '"',
      "'",
      '* OR *',
      'body : x',
      'a AND NOT (b',
      'NEAR(a b)',
      "' | !'x'",
      ':* & !',
      '\\',
      '💥',
      "plain'); --",
    ])
      expect((await search(`${text} words`)).length, text).toBe(1);
    expect(await search('"*()')).toEqual([]);
    expect(await search(tenant)).toEqual([]);
  });

  it('finds what is another tenant for nobody else', async () => {
    await add('a.txt', 'our words');
    const place = { tenant: nextTenant(), limit: 10 };
    expect(await store().searchWords(place, 'our words')).toEqual([]);
    expect(await store().searchWords(place, `${tenant} words`)).toEqual([]);
    expect((await store().searchVectors({ ...place, most: 10 }, MODEL, Float32Array.of(1))).passages).toEqual([]);
  });

  it('compares vectors of one model, as many as are asked for', async () => {
    const document = await add('a.txt', 'north\neast\nnortheast');
    const bare = await store().listBarePassages({ tenant, limit: 10 }, MODEL);
    expect(bare.map(({ text }) => text)).toEqual(['north', 'east', 'northeast']);
    const directions = [Float32Array.of(0, 1), Float32Array.of(1, 0), Float32Array.of(Math.SQRT1_2, Math.SQRT1_2)];
    const vectors = bare.map(({ no }, index) => ({ no, vector: directions[index] ?? new Float32Array() }));
    await store().putVectors(nextTenant(), MODEL, vectors);
    expect(await store().listBarePassages({ tenant, limit: 10 }, MODEL)).toHaveLength(3);
    await store().putVectors(tenant, MODEL, vectors);
    expect(await store().listBarePassages({ tenant, limit: 10 }, MODEL)).toEqual([]);
    expect(await store().listBarePassages({ tenant, limit: 10 }, ModelId.parse('acme/other'))).toHaveLength(3);
    const ask = (most: number, vector = Float32Array.of(0.1, 2)) =>
      store().searchVectors({ tenant, limit: 2, most }, MODEL, vector);
    const { passages, ...counts } = await ask(10);
    expect(passages.map(({ text }) => text)).toEqual(['north', 'northeast']);
    expect(passages[0]).toMatchObject({
      document: document.id,
      version: 1,
      start: 0,
      page: 1,
      headings: ['Rules', 'Travel'],
    });
    expect(counts).toEqual({ compared: 3, cut: false });
    expect(await ask(2)).toMatchObject({ compared: 2, cut: true });
    await store().removeDocument(tenant, document.id, NOW);
    expect((await ask(10)).passages).toEqual([]);
  });

  it('has no end of what it removes, as long as something is left over', async () => {
    const lines = Array.from({ length: 600 }, (_, index) => `line ${index}`).join('\n');
    const document = await add('long.txt', lines);
    await store().removeDocument(tenant, document.id, NOW);
    let rounds = 0;
    while (await store().sweep()) rounds += 1;
    expect(rounds).toBeGreaterThan(1);
    expect(await store().findPassageAt({ tenant, document: document.id, version: 1 }, 0)).toBeUndefined();
  });
}

function toPassages(text: string): Passage[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const passage = { start, end: start + line.length, text: line, headings: ['Rules', 'Travel'], page: 1 };
    start += line.length + 1;
    return passage;
  });
}

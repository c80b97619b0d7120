/** Documents over the API; vectors from aimock, a peer that nobody here wrote. */
import { createHash } from 'node:crypto';
import { DOCUMENT_LIMITS } from '@tutti/protocol';
import type { DocumentView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { bodyOf, type CallRoute } from '../testing/call-route.ts';
import { openModelStage, serveMock } from '../testing/model-stage.ts';
import { OWNER, STRANGER, VIEWER } from '../testing/test-app.ts';

const LONG = { timeout: 120_000 };
const SOON = { timeout: 60_000, interval: 50 };
const MODEL = 'openai/text-embedding-3-small';
const PASSAGE = 'Rail tickets above 200 euros need approval.';
const collection = 'handbook';

const mock = serveMock();

async function open() {
  const stage = await openModelStage();
  const { call } = stage;
  bodyOf('putCollection', await call('putCollection', { params: { collection }, body: {} }));
  return { ...stage, add: (name: string, text: string) => add(call, name, text) };
}

/** Part by part, until it is read. */
async function add(call: CallRoute, name: string, text: string): Promise<DocumentView> {
  const bytes = Buffer.from(text);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const wish = { params: { collection }, body: { name, bytes: bytes.length, hash } };
  let { document, upload } = bodyOf('beginDocument', await call('beginDocument', wish));
  while (upload) {
    const [part = 0] = upload.missing;
    const content = bytes.subarray(part * upload.partBytes, (part + 1) * upload.partBytes).toString('base64');
    const sent = {
      params: { document: document.document, part: String(part) },
      body: { version: upload.version, content },
    };
    ({ document, upload } = bodyOf('putDocumentPart', await call('putDocumentPart', sent)));
  }
  const params = { document: document.document };
  const read = async () => {
    document = bodyOf('getDocument', await call('getDocument', { params }));
    return document.pending?.status ?? 'ready';
  };
  await expect.poll(read, SOON).toMatch(/^(?:ready|failed)$/);
  return document;
}

const search = async (call: CallRoute, text: string, more: object = {}) =>
  bodyOf('searchKnowledge', await call('searchKnowledge', { query: { text, ...more } }));

describe('documents', () => {
  it('are taken in part by part, found, cited, given back and removed', LONG, async () => {
    await using stage = await open();
    const { call } = stage;
    const long = `${PASSAGE}\n\n${'All the rest is silence. '.repeat(Math.ceil(DOCUMENT_LIMITS.partBytes / 20))}`;
    const { document, current } = await stage.add('travel.md', long);
    expect(current).toMatchObject({ status: 'ready', version: 1, kind: 'markdown' });
    expect((await stage.add('travel.md', long)).current?.version).toBe(1);
    const [found] = (await search(call, 'approval of rail tickets')).items;
    expect(found).toMatchObject({ document, name: 'travel.md', byWords: 1, text: PASSAGE });
    const params = { citation: found?.citation ?? '' };
    const cited = bodyOf('getPassage', await call('getPassage', { params, query: { around: '10' } }));
    expect(cited).toMatchObject({ state: 'current', text: PASSAGE, before: '', after: '\n\nAll the ' });
    const { body, headers } = await call('downloadDocument', { params: { document } });
    expect([body, headers['content-disposition']]).toEqual([
      long,
      expect.stringContaining('attachment; filename="travel.md"'),
    ]);
    expect((await call('removeDocument', { params: { document } })).statusCode).toBe(204);
    expect((await search(call, 'rail tickets')).items).toEqual([]);
    expect(bodyOf('getPassage', await call('getPassage', { params }))).toMatchObject({ state: 'removed', text: '' });
    expect((await call('removeCollection', { params: { collection } })).statusCode).toBe(204);
    expect((await call('listDocuments', { params: { collection } })).json()).toMatchObject({
      code: 'collection_not_found',
    });
  });

  it('that cannot be read say why, and are tried again when somebody asks', LONG, async () => {
    await using stage = await open();
    const { document, pending } = await stage.add('a.pdf', 'no pdf at all');
    expect(pending).toMatchObject({ status: 'failed', problem: { code: 'document_unreadable' } });
    const again = bodyOf('ingestDocument', await stage.call('ingestDocument', { params: { document } }));
    expect(again.pending?.version).toBe(1);
    const read = async () =>
      bodyOf('getDocument', await stage.call('getDocument', { params: { document } })).pending?.status;
    await expect.poll(read, SOON).toBe('failed');
  });

  it("are nobody else's, and are only read by whoever may only look", LONG, async () => {
    await using stage = await open();
    const { document } = await stage.add('a.txt', PASSAGE);
    const [found] = (await search(stage.call, 'rail')).items;
    const theirs = { headers: STRANGER };
    const answers = [
      await stage.call('getDocument', { params: { document }, ...theirs }),
      await stage.call('getPassage', { params: { citation: found?.citation ?? '' }, ...theirs }),
      await stage.call('listDocuments', { params: { collection }, ...theirs }),
      await stage.call('removeDocument', { params: { document }, ...theirs }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404]);
    expect(
      bodyOf('searchKnowledge', await stage.call('searchKnowledge', { query: { text: 'rail' }, ...theirs })).items,
    ).toEqual([]);
    const viewer = { headers: VIEWER };
    expect((await stage.call('removeDocument', { params: { document }, ...viewer })).statusCode).toBe(403);
    expect((await stage.call('searchKnowledge', { query: { text: 'rail' }, ...viewer })).statusCode).toBe(200);
  });

  it('whose question holds quotes and operators of a search are found all the same', LONG, async () => {
    await using stage = await open();
    await stage.add('a.txt', PASSAGE);
    for (const text of ['"rail', 'rail* OR (', "rail' & !x", 'NEAR(rail', 'body:rail', ':* | rail'])
      expect((await search(stage.call, text)).items, text).toHaveLength(1);
  });
});

it(
  'vectors are made by the model that the collection names, searched, and paid for where everything is',
  LONG,
  async () => {
    mock.onEmbedding(/money|euros/i, { embedding: [1, 0, 0] });
    mock.onEmbedding(/./, { embedding: [0, 1, 0] });
    await using stage = await open();
    const { call } = stage;
    const key = {
      params: { provider: 'openai', name: 'main' },
      body: { secret: 'key-of-nobody', baseUrl: `${mock.url}/v1` },
    };
    bodyOf('putProviderKey', await call('putProviderKey', key));
    await stage.add('travel.txt', PASSAGE);
    await stage.add('other.txt', 'Nobody swims here.');
    // What costs something is used only where somebody says so.
    expect((await search(call, 'money')).how).toContain('words only');
    bodyOf('putCollection', await call('putCollection', { params: { collection }, body: { embeddings: MODEL } }));
    const find = async () => (await search(call, 'money')).items[0]?.text;
    await expect.poll(find, SOON).toBe(PASSAGE);
    const { items, how, model } = await search(call, 'money', { collection });
    expect(items[0]).toMatchObject({ byVectors: 1 });
    expect([how, model]).toEqual([expect.stringContaining(MODEL), MODEL]);
    const costs = bodyOf('getCosts', await call('getCosts', { query: { by: 'model' }, headers: OWNER }));
    expect(JSON.stringify(costs)).toContain(MODEL);
  },
);

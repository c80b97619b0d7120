/** Documents on their way from bytes to passages, over a real store and in real threads. */
import { type FoundPassage, systemClock, systemRandom } from '@tutti/engine';
import { Citation, DOCUMENT_LIMITS, ModelId, toCitation, UPLOAD_LIMITS } from '@tutti/protocol';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { describe, expect, it, vi } from 'vitest';
import type { Embedder } from './embedder.ts';
import { openKnowledge, PAPERS, USER } from './testing/open-knowledge.ts';

const LONG = { timeout: 120_000 };
const TRAVEL = `# Travel policy

## Rail

Tickets above 200 euros need the approval of the head of department.

## Air

Flights below 600 kilometres are not paid for.
`;

async function makePdf(pages: readonly (readonly string[])[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const lines of pages) {
    const page = pdf.addPage([400, 400]);
    lines.forEach((line, index) => page.drawText(line, { x: 20, y: 360 - 20 * index, size: 12, font }));
  }
  return pdf.save();
}

describe('a document', () => {
  it('is read, found, and cited so that the citation resolves to the letter', LONG, async () => {
    await using stage = await openKnowledge();
    const document = await stage.add('travel.md', TRAVEL);
    expect(document.current).toMatchObject({ status: 'ready', kind: 'markdown', version: 1, progress: 100 });
    const { signal } = new AbortController();
    const { tenant, knowledge } = stage;
    const found = await knowledge.search({ tenant, text: 'Who approves rail tickets?', limit: 5, signal });
    expect(found.how).toContain('words only');
    const [hit] = found.hits;
    expect(hit).toMatchObject({ headings: ['Travel policy', 'Rail'], name: 'travel.md' });
    const cited = await knowledge.resolve({ tenant, citation: toCitation(hit as FoundPassage), around: 20 });
    expect(cited).toMatchObject({ state: 'current', text: hit?.text, headings: ['Travel policy', 'Rail'] });
    expect(`${cited.before}${cited.text}${cited.after}`).toBe(
      TRAVEL.slice(Math.max(0, (hit?.start ?? 0) - 20), (hit?.end ?? 0) + 20),
    );
  });

  it(
    'is one in several parts, and its new version takes the place of the old one, of which citations still read',
    LONG,
    async () => {
      await using stage = await openKnowledge();
      const { tenant, knowledge } = stage;
      const line = 'The quick brown fox jumps over the lazy dog, again and again. ';
      const text = `${line.repeat(Math.ceil((DOCUMENT_LIMITS.partBytes * 1.5) / line.length))}\n\nThe password was swordfish.`;
      const first = await stage.add('fox.txt', text);
      expect(first.current?.bytes).toBeGreaterThan(DOCUMENT_LIMITS.partBytes);
      const [hit] = await knowledge.store.searchWords({ tenant, limit: 1 }, 'swordfish');
      const citation = toCitation(hit as FoundPassage);
      expect((await stage.add('fox.txt', text)).current?.version).toBe(1);
      const second = await stage.add('fox.txt', 'The password is marlin.');
      expect(second).toMatchObject({ id: first.id, current: { version: 2 } });
      expect(await stage.search('password swordfish')).toEqual(['The password is marlin.']);
      expect(await knowledge.resolve({ tenant, citation, around: 0 })).toMatchObject({
        state: 'replaced',
        newest: 2,
        text: hit?.text,
      });
      expect(Buffer.from(await knowledge.readOriginal(tenant, first.id)).toString()).toBe('The password is marlin.');
      await knowledge.removeDocument(tenant, first.id);
      expect(await knowledge.resolve({ tenant, citation, around: 0 })).toMatchObject({ state: 'removed', text: '' });
    },
  );

  it('of PDF keeps the page of each passage', LONG, async () => {
    await using stage = await openKnowledge();
    const document = await stage.add(
      'report.pdf',
      await makePdf([['First page'], ['Revenue grew by 12 per cent in 2024.']]),
    );
    expect(document.current).toMatchObject({ kind: 'pdf', pages: 2, passages: 2 });
    const [hit] = await stage.knowledge.store.searchWords({ tenant: stage.tenant, limit: 1 }, 'revenue');
    expect(hit).toMatchObject({ page: 2, text: 'Revenue grew by 12 per cent in 2024.' });
    const citation = toCitation(hit as FoundPassage);
    expect(await stage.knowledge.resolve({ tenant: stage.tenant, citation, around: 0 })).toMatchObject({ page: 2 });
  });

  it(
    'of HTML is what a reader sees of it; of CSV each record knows its columns; of code it is lines',
    LONG,
    async () => {
      await using stage = await openKnowledge();
      const page =
        '<html><head><title>Shop</title><script>secret()</script></head><body><h2>Prices</h2><p>A bicycle costs 900&nbsp;euros.</p><img src="http://127.0.0.1:1/x.png"></body></html>';
      await stage.add('shop.html', page);
      await stage.add('people.csv', 'name,town\nAnn,"Bonn\nor Cologne"\nBob,Trier\n');
      await stage.add('main.ts', "import { a } from './a.ts';\n\nexport function jump(): void {\n  a();\n}\n");
      const find = async (text: string) =>
        (await stage.knowledge.store.searchWords({ tenant: stage.tenant, limit: 9 }, text))[0];
      expect(await find('bicycle')).toMatchObject({
        headings: ['Shop', 'Prices'],
        text: expect.stringContaining('900'),
      });
      expect(await find('secret')).toBeUndefined();
      expect(await find('Cologne')).toMatchObject({
        headings: ['name,town'],
        text: 'Ann,"Bonn\nor Cologne"\nBob,Trier',
      });
      expect(await find('jump')).toMatchObject({ text: expect.stringContaining('  a();\n}') });
    },
  );

  it.each([
    ['a.docx', Buffer.from('PK\u0003\u0004rest'), 'ZIP archive'],
    ['a.pdf', Buffer.from('%PDF-1.7\nnothing of it'), 'damaged'],
    ['b.pdf', Buffer.from('just words'), 'does not begin as one'],
    ['a.txt', Buffer.from([1, 2, 0, 4]), 'zero bytes'],
    ['empty.md', Buffer.from('\n\n  \n'), 'no text'],
  ])('%s is refused, with what it is', LONG, async (name, content, why) => {
    await using stage = await openKnowledge();
    const document = await stage.add(name, content);
    expect(document.current).toBeUndefined();
    expect(document.pending).toMatchObject({
      status: 'failed',
      problem: { code: 'document_unreadable', message: expect.stringContaining(why) },
    });
  });

  it('that takes too long to read is given up, and says so', LONG, async () => {
    await using stage = await openKnowledge({ limits: { timeoutMs: 1, heapMib: 256 } });
    const document = await stage.add('slow.txt', 'words');
    expect(document.pending?.problem?.message).toContain('took longer');
  });

  it(
    'is not taken where it is too large, its name leads elsewhere, or its parts are not those that are missing',
    LONG,
    async () => {
      await using stage = await openKnowledge();
      const { knowledge, tenant, send } = stage;
      const wish = { collection: PAPERS, hash: 'a'.repeat(64) as never };
      const payer = { tenant, user: USER };
      await expect(
        knowledge.begin(payer, { ...wish, name: 'a', bytes: DOCUMENT_LIMITS.bytes + 1 }),
      ).rejects.toMatchObject({ code: 'document_too_large' });
      await expect(knowledge.begin(payer, { ...wish, name: '../..', bytes: 1 })).rejects.toMatchObject({
        code: 'invalid_input',
      });
      const { document } = await knowledge.begin(payer, { ...wish, name: '..\\..\\etc/\u202epasswd', bytes: 5 });
      expect(document.name).toBe('etc/passwd');
      const ref = { tenant, document: document.id, version: 1 };
      for (const [part, bytes] of [
        [0, 4],
        [1, 5],
        [9, 5],
      ] as const)
        await expect(knowledge.putPart(ref, part, new Uint8Array(bytes))).rejects.toMatchObject({
          code: 'document_part_refused',
        });
      expect((await send('b.txt', 'ok')).name).toBe('b.txt');
    },
  );

  it('whose bytes are not those that were announced is not read', LONG, async () => {
    await using stage = await openKnowledge();
    const { knowledge, tenant, untilSettled } = stage;
    const { document } = await knowledge.begin(
      { tenant, user: USER },
      { collection: PAPERS, name: 'a.txt', bytes: 4, hash: 'b'.repeat(64) as never },
    );
    const sent = await knowledge.putPart({ tenant, document: document.id, version: 1 }, 0, Buffer.from('four'));
    expect((await untilSettled(sent.document)).pending?.problem?.message).toContain('not what was announced');
  });

  it('that was left in the middle by a process that died is read by the next one', LONG, async () => {
    await using stage = await openKnowledge();
    const { store } = stage.knowledge;
    const { tenant } = stage;
    const begun = await store.beginVersion({
      tenant,
      collection: PAPERS,
      name: 'a.txt',
      id: 'doc_00000000000x' as never,
      hash: 'c'.repeat(64) as never,
      bytes: 4,
      most: 4,
      at: 1,
      by: USER,
    });
    await store.putPart({ tenant, document: begun.id, version: 1 }, 0, Buffer.from('four'));
    await store.claimVersion({ claim: 'dead', now: Date.now(), until: Date.now() + 3_600_000 });
    stage.knowledge.start();
    expect((await stage.untilSettled(begun)).pending).toMatchObject({
      status: 'failed',
      problem: { code: 'document_part_refused' },
    });
  });
});

describe('an upload', () => {
  it('that nobody has gone on with for a day is dropped at the next look', LONG, async () => {
    let now = 1_750_000_000_000;
    const rings: (() => void)[] = [];
    const clock = { now: () => now, at: (_: number, ring: () => void) => (rings.push(ring), () => {}) };
    await using stage = await openKnowledge({ clock });
    const { knowledge, tenant } = stage;
    const wish = { collection: PAPERS, name: 'a.txt', bytes: 4, hash: 'b'.repeat(64) as never };
    const { document } = await knowledge.begin({ tenant, user: USER }, wish);
    knowledge.start();
    now += UPLOAD_LIMITS.restMs;
    for (const ring of rings.splice(0)) ring();
    expect(await knowledge.getDocument(tenant, document.id)).toEqual(document);
    now += 1;
    await vi.waitFor(
      async () => {
        for (const ring of rings.splice(0)) ring();
        await expect(knowledge.getDocument(tenant, document.id)).rejects.toMatchObject({ code: 'document_not_found' });
      },
      { timeout: 60_000 },
    );
  });

  it('is refused where more is on its way than is taken in at once', LONG, async () => {
    await using stage = await openKnowledge();
    const { knowledge, tenant } = stage;
    const count = UPLOAD_LIMITS.bytes / DOCUMENT_LIMITS.bytes;
    const begin = (name: string) => {
      const wish = { collection: PAPERS, name, bytes: DOCUMENT_LIMITS.bytes, hash: 'b'.repeat(64) as never };
      return knowledge.begin({ tenant, user: USER }, wish);
    };
    for (let which = 0; which < count; which++) await begin(`${which}.txt`);
    await expect(begin('one-more.txt')).rejects.toMatchObject({ code: 'uploads_full' });
    expect((await begin('0.txt')).missing?.version).toBe(1);
  });
});

describe('a citation', () => {
  it('that names nothing is refused', LONG, async () => {
    await using stage = await openKnowledge();
    const { id } = await stage.add('a.txt', 'words');
    for (const text of [`kn:doc_zzzzzzzzzzzz.1.0-5`, `kn:${id}.9.0-5`, `kn:${id}.1.0-99`, `kn:${id}.1.3-3`]) {
      const citation = Citation.parse(text);
      await expect(stage.knowledge.resolve({ tenant: stage.tenant, citation, around: 5 })).rejects.toMatchObject({
        code: 'passage_not_found',
      });
    }
  });
});

describe('vectors', () => {
  const MODEL = ModelId.parse('acme/vectors');
  /** Counts in which letters a text is rich: alike for texts that share no word. */
  const createEmbedder = (): Embedder & { readonly asked: string[] } => {
    const asked: string[] = [];
    return {
      asked,
      find: async () => MODEL,
      embed: async ({ user }, { texts }) => {
        asked.push(...texts.map((text) => `${user === USER} ${text}`));
        return texts.map((text) =>
          ['cat', 'feline', 'ship', 'boat']
            .map((word) => Number(text.includes(word)))
            .flatMap((_, index, all) => [(all[index & 2] ?? 0) + (all[(index & 2) + 1] ?? 0)]),
        );
      },
      async [Symbol.asyncDispose]() {},
    };
  };

  it.each([false, true])(
    'are made at the next look where those who began them failed, shared: %j',
    LONG,
    async (isShared) => {
      const rings: (() => void)[] = [];
      const clock = { now: systemClock.now, at: (_: number, ring: () => void) => (rings.push(ring), () => {}) };
      const working = createEmbedder();
      let fails = true;
      const embedder: Embedder = {
        ...working,
        embed: async (payer, wish, signal) => {
          if (fails) throw new Error('the model is away');
          return working.embed(payer, wish, signal);
        },
      };
      const problems: unknown[] = [];
      const onProblem = (error: unknown) => void problems.push(error);
      await using stage = await openKnowledge({ embedder, clock, onProblem, isShared });
      await stage.add('a.txt', 'A feline sleeps.\n');
      await vi.waitFor(() => expect(problems).toHaveLength(1), { timeout: 60_000 });
      stage.knowledge.start();
      if (!isShared) await vi.waitFor(() => expect(problems).toHaveLength(2), { timeout: 60_000 });
      fails = false;
      await vi.waitFor(
        () => {
          for (const ring of rings.splice(0)) ring();
          expect(working.asked).toEqual(['true A feline sleeps.']);
        },
        { timeout: 60_000 },
      );
    },
  );

  it('are made in the background and searched beside the words', LONG, async () => {
    const embedder = createEmbedder();
    await using stage = await openKnowledge({ embedder, random: systemRandom });
    await stage.add('a.txt', 'A feline sleeps.\n');
    await stage.add('b.txt', 'The boat is away.\n');
    await vi.waitFor(() => expect(embedder.asked).toHaveLength(2), { timeout: 60_000 });
    const { signal } = new AbortController();
    const wish = { tenant: stage.tenant, user: USER, text: 'cat', limit: 1, signal };
    await vi.waitFor(
      async () => {
        const { hits, how, model } = await stage.knowledge.search(wish);
        expect(hits).toMatchObject([{ text: 'A feline sleeps.', byVectors: 1 }]);
        expect([how, model]).toEqual([expect.stringContaining('by vectors of acme/vectors'), MODEL]);
      },
      { timeout: 60_000 },
    );
    expect((await stage.knowledge.search({ ...wish, user: undefined })).how).toContain('words only');
    await stage.knowledge.putCollection({ tenant: stage.tenant, user: USER }, { name: PAPERS, embeddings: 'off' });
    expect((await stage.knowledge.search({ ...wish, collection: PAPERS })).how).toContain('vectors are off');
  });
});

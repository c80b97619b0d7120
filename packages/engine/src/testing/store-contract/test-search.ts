import { expect, it } from 'vitest';
import { completed, note } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';

const HOSTILE = [
  '"',
  "'",
  '*',
  '**',
  '-',
  '^',
  '(',
  ')',
  '()',
  '{}',
  ':',
  'text:',
  'NOT',
  'AND',
  'OR',
  'NEAR(a b)',
  'a OR',
  '"a',
  'a"',
  'a*b*',
  '%',
  '_',
  '\\',
  ';--',
  "' OR 1=1 --",
  '\u0000',
  'a\u0000b',
  '\uD800',
  '🙂',
  ' ',
  '',
  'x'.repeat(10_000),
  'y '.repeat(5_000),
];

export function testSearch(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('takes accents that stand on no letter, as many signs have one', async () => {
    const [warning] = await submitTexts(fixture, ['\u26A0\uFE0F Careful \u0301 \u2764\uFE0F']);
    expect(await search(fixture, 'careful')).toEqual([warning]);
    const run = await fixture.drive();
    await run.append([completed], { searchText: '\u2714\uFE0F accomplished' });
    expect(await search(fixture, 'accompl')).toEqual([run.run]);
  });

  it('finds a run by the beginnings of its words, all of them', async () => {
    const [report, letter] = await submitTexts(fixture, ['Write the quarterly report', 'Write a letter']);
    expect(await search(fixture, 'write')).toEqual([letter, report]);
    expect(await search(fixture, 'wri quart')).toEqual([report]);
    expect(await search(fixture, 'report WRITE')).toEqual([report]);
    expect(await search(fixture, 'write nothing')).toEqual([]);
    expect(await search(fixture, 'rite')).toEqual([]);
  });

  it('finds words of every script', async () => {
    const [german, greek] = await submitTexts(fixture, ['Prüfung der Größe', 'Ανάλυση δεδομένων']);
    expect(await search(fixture, 'prüf')).toEqual([german]);
    expect(await search(fixture, 'größe')).toEqual([german]);
    expect(await search(fixture, 'δεδομένων')).toEqual([greek]);
  });

  it('finds a run also by the words that are added later', async () => {
    const run = await fixture.drive({ searchText: 'goal' });
    await run.append([note('result'), completed], { searchText: 'an outcome' });
    expect(await search(fixture, 'goal outcome')).toEqual([run.run]);
  });

  it('takes every text as words, never as an instruction', async () => {
    await submitTexts(fixture, ['plain words']);
    for (const text of HOSTILE)
      await expect(search(fixture, text), JSON.stringify(text)).resolves.toBeInstanceOf(Array);
  });

  it('keeps hostile text and finds it by its words', async () => {
    const texts = HOSTILE.map((text, index) => `needle${index} ${text}`);
    const runs = await submitTexts(fixture, texts);
    for (const [index, run] of runs.entries()) expect(await search(fixture, `needle${index} `)).toContain(run);
  });

  it('takes operators for words', async () => {
    const [, second] = await submitTexts(fixture, ['apples', 'apples not pears']);
    expect(await search(fixture, 'apples NOT')).toEqual([second]);
  });

  it('searches page by page and together with other filters', async () => {
    const runs = await submitTexts(fixture, ['common 1', 'common 2', 'common 3']);
    const first = await fixture.store.listRuns(fixture.tenant, { text: 'common', limit: 2 });
    const rest = { text: 'common', limit: 2, ...(first.next !== undefined && { cursor: first.next }) };
    const second = await fixture.store.listRuns(fixture.tenant, rest);
    expect([...first.runs, ...second.runs].map(({ run }) => run)).toEqual(runs.toReversed());

    const parent = await fixture.drive();
    const child = await fixture.drive({ parent: parent.run, searchText: 'common' });
    await child.append([completed]);
    const filter = { text: 'common', limit: 9, status: ['completed'], parent: parent.run } as const;
    expect((await fixture.store.listRuns(fixture.tenant, filter)).runs).toMatchObject([{ run: child.run }]);
  });

  it('finds nothing of another tenant, not even by its id', async () => {
    await submitTexts(fixture, ['secret plan']);
    const owner = fixture.tenant;
    fixture.newTenant();
    const [own] = await submitTexts(fixture, ['secret holiday']);
    expect(await search(fixture, 'secret')).toEqual([own]);
    expect(await search(fixture, owner)).toEqual([]);
    expect(await search(fixture, 'plan')).toEqual([]);
  });
}

async function submitTexts(fixture: StoreFixture, texts: readonly string[]) {
  const runs = [];
  for (const searchText of texts) runs.push((await fixture.submit({ searchText })).run);
  return runs;
}

async function search(fixture: StoreFixture, text: string) {
  const { runs } = await fixture.store.listRuns(fixture.tenant, { text, limit: 100 });
  return runs.map(({ run }) => run);
}

/** Documents on the command line: in a directory of one's own, then at the server that runs in it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CollectionView, DocumentView, KnowledgeAnswer } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const PASSAGE = 'Rail tickets above 200 euros need the approval of the head of department.';

function write(home: TuttiHome): string {
  const folder = join(home.directory, 'papers');
  mkdirSync(join(folder, 'more'), { recursive: true });
  writeFileSync(join(folder, 'travel.md'), `# Travel policy\n\n## Rail\n\n${PASSAGE}\n`);
  writeFileSync(join(folder, 'more', 'people.csv'), 'name,town\nAnn,Bonn\n');
  writeFileSync(join(folder, '.hidden.md'), 'never seen');
  return folder;
}

it('adds a folder, lists, searches, shows what is cited, and removes', { timeout: 400_000 }, async () => {
  const home = new TuttiHome();
  const folder = write(home);
  const added = await home.run('knowledge', 'add', folder, '--collection', 'handbook');
  expect([added.code, added.stderr]).toEqual([0, '']);
  expect(added.stdout).toMatch(/more\/people\.csv {2}ready, version 1.*\ntravel\.md {2}ready, version 1/);
  const again = await home.run('knowledge', 'add', join(folder, 'travel.md'), '--collection', 'handbook');
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('version 1')]);
  expect(await home.read<CollectionView[]>('knowledge', 'list')).toMatchObject([{ name: 'handbook', documents: 2 }]);
  expect((await home.run('knowledge', 'list', 'handbook')).stdout).not.toContain('hidden');

  const found = await home.run('knowledge', 'search', 'who approves', '"rail', 'tickets"');
  expect([found.code, found.stderr]).toEqual([0, expect.stringContaining('Searched by words only')]);
  expect(found.stdout).toMatch(/travel\.md › Travel policy › Rail {2}\[kn:doc_/);
  const { items } = await home.read<KnowledgeAnswer>('knowledge', 'search', 'rail');
  const citation = items[0]?.citation ?? '';
  const shown = await home.run('knowledge', 'show', `[${citation}]`);
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining(PASSAGE)]);

  const slip = await home.run('knowledge', 'remove', 'handbook', 'people.csv');
  expect([slip.code, slip.stderr]).toEqual([3, expect.stringContaining('document_not_found')]);
  expect((await home.run('knowledge', 'remove', 'handbook')).code).toBe(2);
  expect((await home.run('knowledge', 'remove', 'handbook', 'travel.md')).code).toBe(0);
  expect((await home.run('knowledge', 'show', citation)).stdout).toContain('was removed');
  expect((await home.run('knowledge', 'search', 'rail')).code).toBe(1);
  expect((await home.run('knowledge', 'remove', 'handbook', '--all')).code).toBe(0);
  expect((await home.run('knowledge', 'list')).stdout).toContain('There are no collections yet');
});

it('says what cannot be read, and goes on with the rest', { timeout: 300_000 }, async () => {
  const home = new TuttiHome();
  const folder = write(home);
  writeFileSync(join(folder, 'a.bin'), Buffer.from([0, 1, 2]));
  const added = await home.run('knowledge', 'add', folder);
  expect([added.code, added.stdout]).toEqual([
    1,
    expect.stringContaining('a.bin  could not be read: it holds zero bytes'),
  ]);
  expect(added.stdout).toContain('travel.md  ready');
  const missing = await home.run('knowledge', 'add', join(folder, 'nowhere.txt'));
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('there is no file')]);
});

it('works at a server, which reads on when it was killed in the middle', { timeout: 400_000 }, async () => {
  const home = new TuttiHome();
  const folder = write(home);
  const server = await TuttiServer.start(home);
  const large = Array.from({ length: 3_000 }, (_none, at) => `## Part ${at}\n\nIt says ${at} and little else.`);
  writeFileSync(join(folder, 'large.md'), large.join('\n\n'));
  const adding = home.start(['knowledge', 'add', join(folder, 'large.md'), '--json']);
  const isThere = async () => {
    const answer = await server.fetch('/api/v1/knowledge/collections/documents/documents');
    const { items = [] } = (await answer.json()) as { items?: DocumentView[] };
    return items[0]?.pending?.status ?? (items[0]?.current ? 'ready' : 'none');
  };
  await expect.poll(isThere, { timeout: 60_000, interval: 10 }).toMatch(/^(?:queued|reading|ready)$/);
  await server.kill();
  adding.kill('SIGKILL');
  await adding.ended;
  await server.startAgain();
  await expect.poll(isThere, { timeout: 60_000, interval: 100 }).toBe('ready');
  const { items } = await home.read<KnowledgeAnswer>('knowledge', 'search', 'says 2999');
  expect(items[0]?.text).toContain('2999');
  expect(await server.stop()).toBe(0);
});

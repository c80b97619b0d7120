import { ArtefactId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp, OWNER, STRANGER } from '../testing/test-app.ts';
import { toDownloadHeaders } from './to-download-headers.ts';
import { toPreview } from './to-preview.ts';

async function openStage() {
  const stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const body = { goal: 'Write a haiku about autumn', agents: ['drafting'] };
  const runs = [];
  stage.home.engine.start();
  for (const seed of ['one', 'two']) {
    const { run } = bodyOf('submitTask', await call('submitTask', { body: { ...body, seed } }));
    await stage.home.engine.untilSettled(stage.home.principal, run);
    runs.push(run);
  }
  const [run, other] = runs;
  if (!run || !other) throw new Error('two runs were submitted');
  const [view] = bodyOf('listArtefacts', await call('listArtefacts', { params: { run } })).items;
  if (!view) throw new Error('the run produced nothing');
  const params = { run, artefact: view.artefact };
  return { call, other, view, params, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

it('a document is shown, downloaded and reviewed', async () => {
  await using stage = await openStage();
  const { call, params, view } = stage;
  expect(view).toMatchObject({ name: 'result.md', rehearsed: true, version: 1 });
  const shown = bodyOf('previewArtefact', await call('previewArtefact', { params }));
  expect(shown).toMatchObject({ artefact: view, truncated: false });
  const { headers, body } = await call('downloadArtefact', { params });
  expect(body).toBe(shown.text);
  expect(headers).toMatchObject({
    'content-type': 'text/markdown; charset=utf-8',
    'content-disposition': `attachment; filename="result.md"; filename*=UTF-8''result.md`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  const review = (verdict: string) => call('reviewArtefact', { params, body: { verdict, comment: 'as agreed' } });
  expect(bodyOf('reviewArtefact', await review('rejected')).review).toMatchObject({ verdict: 'rejected' });
  expect(bodyOf('reviewArtefact', await review('accepted')).review).toMatchObject({ verdict: 'accepted' });
  const again = bodyOf('listArtefacts', await call('listArtefacts', { params }));
  expect(again.items[0]?.review).toMatchObject({ verdict: 'accepted', comment: 'as agreed' });
});

it('the id of a document opens it only in its own run and for its own tenant', async () => {
  await using stage = await openStage();
  const { call, params, other } = stage;
  const unknown = ArtefactId.parse(`art_${'0'.repeat(36)}`);
  for (const name of ['previewArtefact', 'downloadArtefact', 'reviewArtefact'] as const) {
    const ask = (place: Record<string, string>, headers = OWNER) =>
      call(name, { params: place, headers, body: { verdict: 'accepted' } });
    expect((await ask({ ...params, run: other })).json()).toMatchObject({ code: 'artefact_not_found', status: 404 });
    expect((await ask({ ...params, artefact: unknown })).json()).toMatchObject({ code: 'artefact_not_found' });
    expect((await ask(params, STRANGER)).json()).toMatchObject({ code: 'run_not_found' });
  }
});

describe('a download', () => {
  const headersOf = (name: string, mediaType: string) => toDownloadHeaders({ name, mediaType });

  it('is of no type in which a browser runs anything', () => {
    for (const type of [
      'text/html',
      'image/svg+xml',
      'application/xhtml+xml',
      'text/javascript',
      'x',
      'text/html;a=text/plain',
    ])
      expect(headersOf('a', type)['content-type']).toBe('application/octet-stream');
    expect(headersOf('a', 'TEXT/PLAIN; charset=utf-7')['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('has a name that is no path, no header and no hidden file', () => {
    const nameOf = (name: string) => headersOf(name, 'text/plain')['content-disposition'];
    expect(nameOf('../../etc/passwd')).toBe(`attachment; filename="passwd"; filename*=UTF-8''passwd`);
    expect(nameOf('.bashrc')).toContain('filename="bashrc"');
    expect(nameOf('a"; b=c\r\nX: y')).not.toMatch(/[\r\n]|"; b/);
    expect(nameOf("übung (1)'s.md")).toContain("filename*=UTF-8''%C3%BCbung%20%281%29%27s.md");
    expect(nameOf('\ud800')).toContain("filename*=UTF-8''%EF%BF%BD");
    expect(nameOf('///')).toContain('filename="document"');
  });
});

describe('a preview', () => {
  it('ends at a whole character', () => {
    const bytes = new TextEncoder().encode(`${'a'.repeat(256 * 1024 - 1)}ü and more`);
    expect(toPreview('text/plain', bytes)).toEqual({ text: 'a'.repeat(256 * 1024 - 1), truncated: true });
  });

  it('is of a drawing that could hold scripts the text of it', () => {
    const text = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    expect(toPreview('image/svg+xml', new TextEncoder().encode(text))).toEqual({ text, truncated: false });
  });

  it('is empty for what is no text', () => {
    expect(toPreview('image/png', new Uint8Array(9))).toEqual({ text: '', truncated: true });
  });
});

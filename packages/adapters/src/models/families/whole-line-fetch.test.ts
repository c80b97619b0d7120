import { describe, expect, it } from 'vitest';
import { ask, connectFamily, toRequest } from '../testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from '../testing/families-under-test.ts';
import { replyError, replyStream, startProviderServer } from '../testing/start-provider-server.ts';

const toLine = (line: object) => `${JSON.stringify({ model: 'm', created_at: 'now', done: false, ...line })}\n`;
const say = (content: unknown) => toLine({ message: { role: 'assistant', content } });
const END = toLine({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' });
const callWith = (input: unknown) =>
  toLine({
    message: { role: 'assistant', content: '', tool_calls: [{ function: { name: 'weather', arguments: input } }] },
  });

describe('the lines of Ollama', () => {
  const [family] = FAMILIES_UNDER_TEST.filter(({ provider }) => provider === 'ollama');
  if (!family) throw new Error('there is no such family');

  const answer = async (lines: readonly string[]) => {
    await using server = await startProviderServer(replyStream('application/x-ndjson', lines));
    using connected = connectFamily(family, server.url);
    return (await ask(connected.model, toRequest())).answer;
  };

  it('are read however they are cut on their way', async () => {
    const whole = [say('Grüße '), say('aus Oslo 🎵'), END].join('');
    const pieces = Array.from(whole);
    expect(await answer(pieces)).toMatchObject({ text: 'Grüße aus Oslo 🎵', finish: 'stop' });
    expect(await answer([whole.trimEnd()])).toMatchObject({ text: 'Grüße aus Oslo 🎵' });
  });

  it.each([
    ['one in the middle is of another shape', [say('a'), say(7), say('b'), END]],
    ['one in the middle is not JSON', [say('a'), '{"model":"m",\n', END]],
    ['the input of a call is a text', [callWith('{"city":"Oslo"}'), END]],
    ['the input of a call is missing', [callWith(undefined), END]],
  ])('make no answer where %s', async (_title, lines) => {
    await expect(answer(lines)).rejects.toMatchObject({ class: 'malformed' });
  });

  it('hand on what the server says when it breaks off', async () => {
    const lines = [say('a'), `${JSON.stringify({ error: 'the model runner has unexpectedly stopped' })}\n`];
    await expect(answer(lines)).rejects.toMatchObject({
      class: 'cut',
      message: expect.stringContaining('unexpectedly stopped'),
    });
  });

  it('are not looked for in an answer that is none', async () => {
    await using server = await startProviderServer(replyError(404, { error: "model 'm1' not found" }));
    using connected = connectFamily(family, server.url);
    await expect(ask(connected.model, toRequest())).rejects.toMatchObject({
      class: 'not_found',
      message: expect.stringContaining("model 'm1' not found"),
    });
  });
});

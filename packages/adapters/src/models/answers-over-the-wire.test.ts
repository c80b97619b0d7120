/** Every family against a server that speaks its protocol, as the provider's public documentation describes it. */
import { ModelFailedError } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { ANSWER_SCHEMA, ask, connectFamily, SECRET, toRequest, WEATHER_TOOL } from './testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';
import { replyCut, replyHang, replyStream, startProviderServer } from './testing/start-provider-server.ts';
import { waitUntil } from './testing/wait-until.ts';

const CALL = { id: 'call_1', name: 'weather', input: { city: 'Oslo' } };

describe.each(FAMILIES_UNDER_TEST)('$title', (family) => {
  const { wire, card, tells, refuses } = family;
  const chunks = wire.toChunks({ text: 'It is cold.', usage: { input: 40, output: 9 } });
  const calling = wire.toChunks({ calls: [CALL], usage: { input: 40, output: 9 } });

  it('streams a text, piece by piece, and tells what it used', async () => {
    await using server = await startProviderServer(replyStream(wire.contentType, chunks));
    using connected = connectFamily(family, server.url);
    const { answer, deltas, signs } = await ask(connected.model, toRequest());

    expect(answer).toMatchObject({ text: 'It is cold.', toolCalls: [], finish: 'stop' });
    expect(answer.labels).toEqual([{ source: 'model', name: card.id }]);
    expect(deltas.join('')).toBe('It is cold.');
    expect(deltas.length).toBeGreaterThan(1);
    expect(signs).toBe(deltas.length);
    expect(answer.usage).toEqual({ inputTokens: 40, outputTokens: 9, costNanoUsd: 0 });
    expect(server.sent).toHaveLength(1);
    expect(JSON.stringify(server.sent[0]?.headers)).toContain(SECRET);
    expect(server.sent[0]?.body).not.toContain(SECRET);
  });

  it('calls a tool with its whole input, and goes on with what the tool said', async () => {
    await using server = await startProviderServer(replyStream(wire.contentType, calling));
    using connected = connectFamily(family, server.url);
    const first = await ask(connected.model, toRequest({ tools: [WEATHER_TOOL] }));
    expect(first.answer).toMatchObject({ text: '', finish: 'tool_calls' });
    expect(first.answer.toolCalls).toEqual([{ id: expect.any(String), name: 'weather', input: { city: 'Oslo' } }]);

    server.reply = replyStream(wire.contentType, chunks);
    const { messages } = toRequest();
    const { text, toolCalls, labels } = first.answer;
    const callId = toolCalls[0]?.id ?? '';
    const second = await ask(
      connected.model,
      toRequest({
        tools: [WEATHER_TOOL],
        messages: [
          ...messages,
          { role: 'assistant', text, toolCalls, labels },
          { role: 'tool', callId, name: 'weather', text: '-7 degrees', failed: false, labels: [] },
        ],
      }),
    );
    expect(second.answer).toMatchObject({ text: 'It is cold.', finish: 'stop' });
    expect(server.sent[1]?.body).toContain('-7 degrees');
  });

  it('asks for an answer of a given shape, with and without tools beside it', async () => {
    await using server = await startProviderServer(
      replyStream(wire.contentType, wire.toChunks({ text: '{"degrees":-7}', usage: { input: 40, output: 9 } })),
    );
    using connected = connectFamily(family, server.url);
    const { answer } = await ask(connected.model, toRequest({ answerSchema: ANSWER_SCHEMA }));
    expect(JSON.parse(answer.text)).toEqual({ degrees: -7 });
    await ask(connected.model, toRequest({ answerSchema: ANSWER_SCHEMA, tools: [WEATHER_TOOL] })).catch(
      () => undefined,
    );

    for (const { body } of server.sent) {
      expect(body).toContain('degrees');
      expect(body).not.toContain('2020-12');
    }
  });

  it('tells cached and hidden tokens apart', async () => {
    const usage = { input: 100, output: 30, cacheRead: 60, cacheWrite: 20, reasoning: 12 };
    const told = Object.fromEntries(tells.map((part) => [part, usage[part]]));
    await using server = await startProviderServer(
      replyStream(wire.contentType, wire.toChunks({ text: 'Yes.', usage: { input: 100, output: 30, ...told } })),
    );
    using connected = connectFamily(family, server.url);
    const { answer } = await ask(connected.model, toRequest());
    expect(answer.usage).toEqual({
      inputTokens: 100,
      outputTokens: 30,
      ...(tells.includes('cacheRead') && { cacheReadTokens: 60 }),
      ...(tells.includes('cacheWrite') && { cacheWriteTokens: 20 }),
      ...(tells.includes('reasoning') && { reasoningTokens: 12 }),
      costNanoUsd: 0,
    });
  });

  it('says nothing of its usage where the provider says nothing', async () => {
    await using server = await startProviderServer(replyStream(wire.contentType, wire.toChunks({ text: 'Yes.' })));
    using connected = connectFamily(family, server.url);
    const { answer } = await ask(connected.model, toRequest());
    expect(answer.text).toBe('Yes.');
    expect(answer).not.toHaveProperty('usage');
  });

  it('knows an answer that was too long from one that was refused', async () => {
    await using server = await startProviderServer(
      replyStream(wire.contentType, wire.toChunks({ text: 'Half', end: 'length' })),
    );
    using connected = connectFamily(family, server.url);
    const { answer } = await ask(connected.model, toRequest());
    expect(answer).toMatchObject({ text: 'Half', finish: 'length' });

    if (refuses) {
      server.reply = replyStream(wire.contentType, wire.toChunks({ text: 'Half', end: 'refused' }));
      expect((await ask(connected.model, toRequest())).answer.finish).toBe('refused');
    }
  });

  it('takes no beginning for the whole, wherever the stream ends, and however', async () => {
    await using server = await startProviderServer(replyStream(wire.contentType, []));
    using connected = connectFamily(family, server.url);
    const request = toRequest({ tools: [WEATHER_TOOL] });
    for (const [index] of calling.entries()) {
      const begun = calling.slice(0, index);
      // What comes after the word that ends an answer may be missing: the answer is whole.
      if (endsAnswer(begun.join(''))) continue;
      for (const reply of [replyStream, replyCut]) {
        server.reply = reply(wire.contentType, begun);
        await expect(ask(connected.model, request)).rejects.toMatchObject({ class: 'cut', retryable: true });
        const half = (calling[index] ?? '').slice(0, Math.floor((calling[index] ?? '').length / 2));
        server.reply = reply(wire.contentType, [...begun, half]);
        const failure = await ask(connected.model, request).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(ModelFailedError);
        expect(failure).toMatchObject({ class: expect.stringMatching(/^(cut|malformed)$/), used: { estimated: true } });
      }
    }
  });

  it('lets go of the connection when the caller gives up: before the first word and in the midst of it', async () => {
    await using server = await startProviderServer(replyHang(wire.contentType, []));
    using connected = connectFamily(family, server.url);
    for (const [round, begun] of [[], chunks.slice(0, 2)].entries()) {
      server.reply = replyHang(wire.contentType, begun);
      const giveUp = new AbortController();
      const answer = ask(connected.model, toRequest(), giveUp.signal);
      const settled = expect(answer).rejects.toThrow('enough');
      await waitUntil(() => server.sent.length === round + 1);
      giveUp.abort(new Error('enough'));
      await settled;
      await waitUntil(() => server.abandoned() === round + 1);
    }
  });

  it('never uses more than the worst case that it names', async () => {
    await using server = await startProviderServer(replyStream(wire.contentType, chunks));
    using connected = connectFamily(family, server.url);
    const request = toRequest({ tools: [WEATHER_TOOL], answerSchema: ANSWER_SCHEMA });
    await ask(connected.model, request);
    const { tokens, costNanoUsd } = connected.model.worstCase(request);
    // A token is at least one byte, and everything that is said stands in the body.
    const said = [request.system, ...request.messages.map(({ text }) => text), JSON.stringify(request.tools)].join('');
    expect(tokens).toBeGreaterThanOrEqual(Buffer.byteLength(said) + request.maxOutputTokens);
    expect(costNanoUsd).toBeGreaterThanOrEqual(Buffer.byteLength(said) * 1000 + request.maxOutputTokens * 4000);
    expect(server.sent[0]?.body).toContain(String(request.maxOutputTokens));
  });
});

/** The words after which a protocol counts an answer as given. */
function endsAnswer(sent: string): boolean {
  return /"finish_reason":"|"response.completed"|"stop_reason":"|"finishReason":|"done":true/.test(sent);
}

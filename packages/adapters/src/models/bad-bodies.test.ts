/** Thirty ways in which an answer can be broken, for every family: none of them is ever taken for an answer, and no call of a tool comes of it. */
import { type ModelAnswer, ModelFailedError } from '@tutti/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, connectFamily, toRequest, WEATHER_TOOL } from './testing/connect-family.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';
import { replyStream, startProviderServer } from './testing/start-provider-server.ts';
import type { Wire } from './testing/wire/wire.ts';

type Body = readonly [title: string, toChunks: (chunks: readonly string[]) => readonly string[]];

/** Where the answer's content stands, in every protocol, among others: the first event after the beginning, and the one before the last two. */
const SPOTS = [1, 2] as const;

const WHOLE_BODIES: readonly Body[] = [
  ['nothing', () => []],
  ['an empty line', () => ['\n\n']],
  ['a page of a proxy', () => ['<!doctype html><html><body>Sign in to the network</body></html>']],
  ['half of a JSON object', () => ['{"id":"1","choices":[{"mess']],
  ['a list', () => ['data: []\n\n', '[]\n']],
  ['a number', () => ['data: 7\n\n', '7\n']],
  ['null', () => ['data: null\n\n', 'null\n']],
  ['bytes that are no text', () => ['\u0000\u0001\u0002\ufffd']],
  ['only the mark of the end', () => ['data: [DONE]\n\n']],
  ['an empty object', () => ['data: {}\n\n', '{}\n']],
  ['an error without words', () => ['data: {"error":{}}\n\n', '{"error":{}}\n']],
  ['a comment and no more', () => [': keep-alive\n\n', ': keep-alive\n\n']],
];

const SPOILED: readonly (readonly [string, (event: string) => string])[] = [
  ['cut in its middle', (event) => `${event.slice(0, Math.floor(event.length / 2))}\n\n`],
  ['without its last brace', (event) => event.replace(/\}(\n+)$/, '$1')],
  ['with single quotes', (event) => event.replaceAll('"', "'")],
  ['replaced by words', () => 'data: I am sorry\n\n'],
  ['replaced by HTML', () => 'data: <html></html>\n\n'],
  ['replaced by a number', () => 'data: 7\n\n'],
  ['with a comma too many', (event) => event.replace(/\}(\n+)$/, ',}$1')],
  ['with an unknown escape', (event) => event.replace(/":"/, '":"\\x')],
  ['with a raw line break', (event) => event.replace(/":"/, '":"\n')],
];

const BODIES: readonly Body[] = [
  ...WHOLE_BODIES,
  ...SPOTS.flatMap((spot) =>
    SPOILED.map(
      ([title, spoil]): Body => [
        `event ${spot} ${title}`,
        (chunks) => chunks.map((chunk, index) => (index === spot ? spoil(chunk) : chunk)),
      ],
    ),
  ),
];

describe.each(FAMILIES_UNDER_TEST)('$title', (family) => {
  it(`takes none of ${BODIES.length} broken bodies for an answer`, async () => {
    const { wire } = family;
    await using server = await startProviderServer(replyStream(wire.contentType, []));
    using connected = connectFamily(family, server.url);
    const request = toRequest({ tools: [WEATHER_TOOL] });
    for (const [title, toChunks] of BODIES) {
      const chunks = toChunks(toCalling(wire));
      server.reply = replyStream(wire.contentType, chunks);
      const outcome = await ask(connected.model, request).then(
        ({ answer }) => answer,
        (error: unknown) => error,
      );
      expect(outcome, title).toBeInstanceOf(ModelFailedError);
      expect(outcome, title).toMatchObject({ class: expect.stringMatching(/^(cut|malformed)$/) });
    }
    expect(BODIES.length).toBeGreaterThanOrEqual(30);
    expect(server.sent).toHaveLength(BODIES.length);
  });

  it.each([
    ['is not JSON', '{"city":'],
    ['has words around its JSON', 'Sure! {"city":"Oslo"}'],
    ['has two values', '{"city":"Oslo"}{"city":"Rome"}'],
  ])('calls no tool with an input that %s', async (_title, input) => {
    const { wire } = family;
    const chunks = wire.toChunks({ calls: [{ id: 'call_1', name: 'weather', input: 'SPOT' }] });
    const spoiled = spoilInput(chunks, input);
    // Some protocols carry the input as JSON within the event; then it cannot be broken without breaking the event.
    if (!spoiled) return;
    await using server = await startProviderServer(replyStream(wire.contentType, spoiled));
    using connected = connectFamily(family, server.url);
    await expect(ask(connected.model, toRequest({ tools: [WEATHER_TOOL] }))).rejects.toMatchObject({
      class: 'malformed',
    });
  });

  it('passes on a call of a tool that was not offered as what it is', async () => {
    const { wire } = family;
    const call = { id: 'call_1', name: 'no-such-tool', input: { city: 'Oslo' } };
    await using server = await startProviderServer(replyStream(wire.contentType, wire.toChunks({ calls: [call] })));
    using connected = connectFamily(family, server.url);
    const { answer } = await ask(connected.model, toRequest({ tools: [WEATHER_TOOL] }));
    expect(answer.toolCalls).toMatchObject([{ name: 'no-such-tool', input: { city: 'Oslo' } }]);
  });
});

function toCalling(wire: Wire): readonly string[] {
  return wire.toChunks({
    text: 'I look it up.',
    calls: [{ id: 'call_1', name: 'weather', input: { city: 'Oslo' } }],
    usage: { input: 40, output: 9 },
  });
}

/** Puts another text where the two halves of the input `"SPOT"` stand, and where it stands whole. */
function spoilInput(chunks: readonly string[], input: string): readonly string[] | undefined {
  const escaped = JSON.stringify(input).slice(1, -1);
  const [first, second] = ['\\"SP', 'OT\\"'];
  if (!chunks.some((chunk) => chunk.includes(`"${first}"`))) return undefined;
  return chunks.map((chunk) =>
    chunk.replace('\\"SPOT\\"', escaped).replace(`"${first}"`, `"${escaped}"`).replace(`"${second}"`, '""'),
  );
}

describe.each(FAMILIES_UNDER_TEST)('$title, at random', (family) => {
  it('calls a tool as it was meant, or not at all, whatever is cut, lost or swapped on the way', async () => {
    const { wire } = family;
    const chunks = toCalling(wire);
    await using server = await startProviderServer(replyStream(wire.contentType, []));
    using connected = connectFamily(family, server.url);
    const spot = fc.nat(chunks.length - 1);
    const damage = fc.record({
      kind: fc.constantFrom('cut', 'lost', 'swapped'),
      spot,
      at: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    });
    const property = fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
      server.reply = replyStream(wire.contentType, damages.reduce(spoilChunks, chunks));
      const outcome = await ask(connected.model, toRequest({ tools: [WEATHER_TOOL] })).then(
        ({ answer }) => answer,
        (error: unknown) => error,
      );
      if (outcome instanceof ModelFailedError) return;
      const { toolCalls } = outcome as ModelAnswer;
      // A call that lost its whole input looks like one without any; the tool, which wants a city, refuses it.
      const wanted = toolCalls.filter(({ input }) => JSON.stringify(input) !== '{}');
      for (const { name, input } of wanted)
        expect({ name, input }).toEqual({ name: 'weather', input: { city: 'Oslo' } });
    });
    await fc.assert(property, { numRuns: 25 });
  }, 30_000);
});

interface Damage {
  readonly kind: string;
  readonly spot: number;
  readonly at: number;
}

function spoilChunks(chunks: readonly string[], { kind, spot, at }: Damage): readonly string[] {
  const chunk = chunks[spot] ?? '';
  if (kind === 'cut') return chunks.with(spot, `${chunk.slice(0, Math.ceil(chunk.length * at))}\n\n`);
  if (kind === 'lost') return chunks.with(spot, '');
  const next = (spot + 1) % chunks.length;
  return chunks.with(spot, chunks[next] ?? '').with(next, chunk);
}

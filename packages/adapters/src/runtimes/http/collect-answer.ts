/** The answer of an HTTP agent: one document, or the pieces of a stream. */
import { AgentFailedError, type RuntimeAnswer } from '@tutti/engine';
import type { Label, Usage } from '@tutti/protocol';
import type { HttpAnswer, Match, UsagePlaces } from '../config/definition.ts';
import { readPointer, readText } from '../read-pointer.ts';
import { readEventData, readLines } from './read-lines.ts';

const LONGEST_ANSWER = 4_000_000;
const NO_LABELS: readonly Label[] = [];

export interface Collected {
  readonly text: string;
  readonly session: string | undefined;
  readonly usage: Usage | undefined;
}

export async function collectAnswer(
  response: Response,
  answer: HttpAnswer,
  onDelta: (text: string) => void,
): Promise<Collected> {
  if (answer.format === 'sse' || answer.format === 'ndjson') return collectStream(response, answer, onDelta);
  const text = await response.text();
  if (text.length > LONGEST_ANSWER) throw tooLong();
  if (answer.format === 'text') return { text, session: undefined, usage: undefined };
  const value = parseJson(text);
  assertNoError(value, answer.error);
  const found = readText(value, answer.text);
  const session = answer.session === undefined ? undefined : readText(value, answer.session);
  if (found === undefined && session === undefined)
    throw new AgentFailedError('agent_failed', `the answer has nothing at ${answer.text}: ${text.slice(0, 300)}`);
  return { text: found ?? '', session, usage: readUsage(value, answer.usage) };
}

async function collectStream(
  { body }: Response,
  answer: HttpAnswer,
  onDelta: (text: string) => void,
): Promise<Collected> {
  if (!body) throw new AgentFailedError('agent_failed', 'the answer has no body');
  let text = '';
  let session: string | undefined;
  let usage: Usage | undefined;
  let isDone = answer.done === undefined;
  for await (const data of answer.format === 'sse' ? readEventData(body) : readLines(body)) {
    if (data.trim() === '' || data.trim() === '[DONE]') continue;
    const event = parseJson(data);
    assertNoError(event, answer.error);
    if (answer.session !== undefined) session = readText(event, answer.session) ?? session;
    usage = readUsage(event, answer.usage) ?? usage;
    if (answer.done && matches(event, answer.done)) isDone = true;
    if (answer.when && !matches(event, answer.when)) continue;
    const piece = readText(event, answer.text) ?? '';
    if (piece === '') continue;
    text += piece;
    if (text.length > LONGEST_ANSWER) throw tooLong();
    onDelta(piece);
  }
  if (!isDone) throw new AgentFailedError('agent_unreachable', 'the answer broke off on its way', { retryable: true });
  return { text, session, usage };
}

export function matches(value: unknown, { at, is }: Match): boolean {
  const found = readText(value, at);
  return found !== undefined && is.includes(found);
}

export function assertNoError(value: unknown, pointer: string | undefined): void {
  if (pointer === undefined) return;
  const error = readText(value, pointer);
  if (error !== undefined && error !== '')
    throw new AgentFailedError('agent_failed', `it failed there: ${error.slice(0, 1_000)}`);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AgentFailedError('agent_failed', `the answer is no JSON: ${text.slice(0, 200)}`, { cause });
  }
}

/** As the other side tells it. What is no plausible number was not told. */
export function readUsage(value: unknown, places: UsagePlaces | undefined): Usage | undefined {
  if (!places) return undefined;
  const [input, output, usd, cents] = [places.input, places.output, places.costUsd, places.costCents].map((place) =>
    place === undefined ? undefined : toNumber(readPointer(value, place)),
  );
  const cost = usd ?? (cents === undefined ? undefined : cents / 100);
  if (input === undefined && output === undefined && cost === undefined) return undefined;
  return {
    inputTokens: Math.round(input ?? 0),
    outputTokens: Math.round(output ?? 0),
    costNanoUsd: Math.round((cost ?? 0) * 1e9),
    // Tokens without a price: what they cost was not told.
    ...(cost === undefined && { estimated: true }),
  };
}

const LARGEST = 1e12;

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number < LARGEST ? number : undefined;
}

export function toAnswered({ text, session, usage }: Collected): RuntimeAnswer {
  return {
    status: 'answered',
    text,
    labels: NO_LABELS,
    ...(session !== undefined && { session }),
    ...(usage && { usage }),
  };
}

function tooLong(): AgentFailedError {
  return new AgentFailedError('agent_failed', `the answer is longer than ${LONGEST_ANSWER} characters`);
}

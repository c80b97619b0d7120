/** What a failed call left behind, whichever library it came through: the status, the headers, the body and the words. */
import type { Redact } from '@tutti/engine';
import * as z from 'zod';
import { findNetworkError, type NetworkError } from '../../net/network-error.ts';

const MOST_CHARACTERS = 8000;

const Text = z.string().catch('');
const Status = z.number().int().optional().catch(undefined);
/** An APICallError of the AI SDK, or what stands in the midst of a stream. The copies of that library do not know each other's classes. */
const Thrown = z.object({
  message: Text,
  name: Text,
  statusCode: Status,
  responseBody: Text,
  responseHeaders: z.record(z.string(), z.string()).catch({}),
  type: Text,
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
});

const InnerError = z.object({ message: z.string(), code: z.unknown(), type: z.unknown() }).partial();
const ErrorBody = z
  .object({
    error: z.union([z.string(), InnerError]),
    message: z.string(),
    detail: z.string(),
  })
  .partial();

export interface FailureFacts {
  /** Of HTTP; what a provider says of itself in the midst of a stream counts as one, too. */
  readonly status: number | undefined;
  /** The status stands in the midst of an answer that had begun. */
  readonly isStreamed: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Everything that a rule may look at. */
  readonly body: string;
  /** Still with everything that stands in it: `toPlainWords` makes it fit for people. */
  readonly words: string;
  readonly network: NetworkError | undefined;
  readonly name: string;
}

const UNSENDABLE = /invalid header value|ByteString/;
const UNSENDABLE_KEY: FailureFacts = {
  status: undefined,
  isStreamed: false,
  headers: {},
  body: '',
  words: 'the key holds a character that cannot be sent',
  network: undefined,
  name: 'UnsendableKey',
};

export function toFailureFacts(error: unknown): FailureFacts {
  const network = findNetworkError(error);
  const thrown = Thrown.safeParse(
    typeof error === 'object' && error !== null ? pick(error) : { message: String(error) },
  );
  const { message, name, statusCode, responseBody, responseHeaders, type, code } = thrown.data ?? Thrown.parse({});
  const body = [responseBody, type, code ?? '', responseBody === '' ? message : '']
    .join('\n')
    .slice(0, MOST_CHARACTERS);
  // Such an error repeats the key, in a form that no redaction finds.
  if (UNSENDABLE.test(message)) return UNSENDABLE_KEY;
  const streamed = statusCode === undefined && typeof code === 'number' && code >= 400 && code < 600 ? code : undefined;
  return {
    status: statusCode ?? streamed,
    isStreamed: streamed !== undefined,
    headers: responseHeaders,
    body,
    words: network?.message ?? readWords(responseBody) ?? message,
    network,
    name,
  };
}

/** An error's own words are not listed among its properties. */
function pick(error: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(Thrown.shape).map((key) => [key, Reflect.get(error, key)]));
}

function readWords(body: string): string | undefined {
  try {
    const read = ErrorBody.safeParse(toFirst(JSON.parse(body)));
    if (!read.success) return undefined;
    const { error, message, detail } = read.data;
    return (typeof error === 'string' ? error : error?.message) ?? message ?? detail;
  } catch {
    return undefined;
  }
}

/** Google wraps some of its errors in a list. */
function toFirst(body: unknown): unknown {
  return Array.isArray(body) ? body[0] : body;
}

const MOST_WORDS = 300;

/** Shortened last: half a key is no key that is found, and half a secret told. */
export function toPlainWords({ status, words }: FailureFacts, redact: Redact): string {
  const plain = redact(words)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_WORDS);
  return [status === undefined ? '' : String(status), plain].filter((part) => part !== '').join(' ');
}

/** The events of a run, one stream out of as many connections as it takes. */
import { Glimpse, type RunEvent } from '@tutti/protocol';
import { API, parseWireEvent } from '@tutti/protocol/api';
import { toWaitMs } from './back-off.ts';
import { toRefusal, toUnreachable } from './call-route.ts';
import { ProblemError, UnexpectedAnswerError, UnreachableError } from './client-error.ts';
import { EventStreamParser, type StreamMessage } from './event-stream.ts';
import type { Link } from './link.ts';
import { Silence } from './silence.ts';
import { toRequest } from './to-request.ts';

export interface FollowOptions {
  /** The last `seq` that is known already. */
  readonly after?: number;
  readonly signal?: AbortSignal;
  /** Also what is seen while it happens: steps that begin, words that come. */
  readonly glimpses?: boolean;
}

export type RunNews =
  | { readonly type: 'events'; readonly events: readonly RunEvent[] }
  | { readonly type: 'glimpse'; readonly glimpse: Glimpse }
  /** Everything that was there at the time of asking has been told. */
  | { readonly type: 'caught_up'; readonly cursor: number }
  | { readonly type: 'reconnecting'; readonly cursor: number; readonly waitMs: number; readonly cause: Error };

const BACK_OFF = { firstMs: 250, longestMs: 10_000 };
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** The server says how often it gives a sign of life. */
const HEARTBEAT_HEADER = 'x-tutti-heartbeat-seconds';

/** Ends after the last event of a finished run. Throws where the server refuses, and the signal's reason when that is aborted. */
export async function* followRun(link: Link, run: string, options: FollowOptions = {}): AsyncGenerator<RunNews> {
  const place = { run, cursor: options.after ?? 0 };
  for (let failures = 0; ; failures++) {
    const connection = new RunStream(link, place, options.signal);
    let cause: Error;
    try {
      for await (const news of connection.read()) {
        failures = 0;
        if (news.type !== 'glimpse' || options.glimpses !== false) yield news;
      }
      if (connection.ended) return;
      cause = new UnreachableError(link.url, 'the stream ended early');
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof UnreachableError) && !isPassing(error)) throw error;
      cause = error;
    } finally {
      connection.close();
    }
    const waitMs = toWaitMs(BACK_OFF, failures, link.random);
    yield { type: 'reconnecting', cursor: place.cursor, waitMs, cause };
    await link.sleep(waitMs, options.signal);
  }
}

function isPassing(error: unknown): error is ProblemError {
  return error instanceof ProblemError && PASSING.has(error.status);
}

/** One connection. It moves the cursor as it hands events on. */
class RunStream {
  /** The run has ended, and everything about it was told. */
  ended = false;
  readonly #link: Link;
  readonly #place: { readonly run: string; cursor: number };
  readonly #abort = new AbortController();
  readonly #silence: Silence;
  readonly #signal: AbortSignal;

  constructor(link: Link, place: { readonly run: string; cursor: number }, signal: AbortSignal | undefined) {
    this.#link = link;
    this.#place = place;
    this.#silence = new Silence(link.heartbeatMs, () =>
      this.#abort.abort(new UnreachableError(link.url, 'the connection went silent')),
    );
    this.#signal = signal ? AbortSignal.any([this.#abort.signal, signal]) : this.#abort.signal;
  }

  async *read(): AsyncGenerator<RunNews> {
    const body = await this.#open();
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventStreamParser();
    while (!this.ended) {
      const { done, value } = await this.#orUnreachable(reader.read());
      if (done) return;
      this.#silence.hear();
      yield* this.#toNews(parser.push(decoder.decode(value, { stream: true })));
    }
  }

  close(): void {
    this.#silence.stop();
    this.#abort.abort();
  }

  async #open(): Promise<ReadableStream<Uint8Array>> {
    const { fetch, url: server, credentials } = this.#link;
    const { run, cursor } = this.#place;
    const url = `${server}${toRequest(API.readEvents, { run, after: cursor }).path}`;
    const headers = { ...credentials, accept: 'text/event-stream', 'last-event-id': String(cursor) };
    const response = await this.#orUnreachable(fetch(url, { headers, signal: this.#signal }));
    if (!response.ok || !response.body) throw await toRefusal(response, url);
    if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
      throw new UnexpectedAnswerError(`${url} answers with something that is no event stream`);
    const seconds = Number(response.headers.get(HEARTBEAT_HEADER) ?? Number.NaN);
    if (seconds > 0) this.#silence.expect(seconds * 1_000);
    return response.body;
  }

  async #orUnreachable<Value>(promise: Promise<Value>): Promise<Value> {
    try {
      return await promise;
    } catch (cause) {
      if (this.#abort.signal.reason instanceof UnreachableError) throw this.#abort.signal.reason;
      throw toUnreachable(this.#link.url, cause);
    }
  }

  *#toNews(messages: readonly StreamMessage[]): Generator<RunNews> {
    let events: RunEvent[] = [];
    for (const message of messages) {
      if (message.event === 'run.event') {
        const event = parse(parseWireEvent, message.data);
        if (this.#isNew(event, events.at(-1)?.seq)) events.push(event);
        continue;
      }
      yield* this.#handOver(events);
      events = [];
      yield* this.#toOther(message);
    }
    yield* this.#handOver(events);
  }

  *#handOver(events: readonly RunEvent[]): Generator<RunNews> {
    const last = events.at(-1);
    if (!last) return;
    yield { type: 'events', events };
    this.#place.cursor = last.seq;
  }

  *#toOther({ event, data }: StreamMessage): Generator<RunNews> {
    if (event === 'glimpse') yield { type: 'glimpse', glimpse: parse((input) => Glimpse.parse(input), data) };
    else if (event === 'caught_up') yield { type: 'caught_up', cursor: this.#place.cursor };
    else if (event === 'end') this.ended = true;
  }

  /** False for what was told already. A gap is read again. */
  #isNew({ seq }: RunEvent, held: number | undefined): boolean {
    const known = held ?? this.#place.cursor;
    if (seq > known + 1) throw new UnreachableError(this.#link.url, `events ${known + 1} to ${seq - 1} are missing`);
    return seq === known + 1;
  }
}

function parse<Value>(parser: (input: unknown) => Value, data: string): Value {
  try {
    return parser(JSON.parse(data));
  } catch (cause) {
    throw new UnexpectedAnswerError('the stream holds something that this client does not know', { cause });
  }
}

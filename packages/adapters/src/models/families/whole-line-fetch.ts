import * as z from 'zod';
import { CutError } from '../failure/cut-error.ts';
import { MalformedError } from '../failure/malformed-error.ts';

const Call = z.object({ function: z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }) });
const Line = z.object({
  model: z.string(),
  created_at: z.string(),
  done: z.boolean(),
  message: z.object({
    role: z.string(),
    content: z.string(),
    thinking: z.string().optional(),
    tool_calls: z.array(Call).nullish(),
  }),
});
const Failed = z.object({ error: z.string() });

/**
 * Ollama streams one JSON object a line, the last one with `done`. Its library leaves out lines that it cannot read, and takes
 * a stream without an end for a whole one. So the lines are looked at before it sees them: a broken line or a missing end is an error.
 */
export function createWholeLineFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const streamed = response.headers.get('content-type')?.includes('ndjson') ?? false;
    if (!response.ok || !streamed || !response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(createLineCheck()), { status, statusText, headers });
  };
}

function createLineCheck(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let rest = '';
  let done = false;
  const look = (line: string) => {
    if (line.trim() !== '') done = isLast(line);
  };
  return new TransformStream({
    transform(bytes, controller) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) look(line);
      controller.enqueue(bytes);
    },
    flush() {
      look(rest);
      if (!done) throw new CutError('the stream ended before its answer did');
    },
  });
}

function isLast(line: string): boolean {
  const parsed = parseLine(line);
  const failed = Failed.safeParse(parsed);
  if (failed.success) throw new CutError(failed.data.error);
  const read = Line.safeParse(parsed);
  if (!read.success)
    throw new MalformedError('a line of the stream is not what the protocol says', { cause: read.error });
  return read.data.done;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new MalformedError('a line of the stream is not JSON', { cause });
  }
}

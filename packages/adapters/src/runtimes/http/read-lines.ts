/** The lines of a body as they come. */
import { AgentFailedError } from '@tutti/engine';

const LONGEST_LINE = 1_048_576;

export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST_LINE)
      throw new AgentFailedError('agent_failed', 'a line of the answer is longer than 1 MiB');
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** The data of server-sent events; comments, names and ids say nothing here. */
export async function* readEventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === '' && data.length > 0) {
      yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  if (data.length > 0) yield data.join('\n');
}

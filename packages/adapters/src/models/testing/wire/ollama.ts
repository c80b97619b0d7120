/** /api/chat: https://github.com/ollama/ollama/blob/main/docs/api.md. A tool call comes whole, in one line. */
import { toHalves, type Wire } from './wire.ts';

export const ollamaChat: Wire = {
  contentType: 'application/x-ndjson',
  toChunks(script) {
    const { text = '', calls = [], usage } = script;
    const messages = [
      ...(text === '' ? [] : toHalves(text).map((content) => ({ content }))),
      ...calls.map(({ name, input }) => ({ content: '', tool_calls: [{ function: { name, arguments: input } }] })),
    ];
    const lines = [
      ...messages.map((message) => ({ message: { role: 'assistant', ...message }, done: false })),
      {
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: script.end === 'length' ? 'length' : 'stop',
        ...(usage && { prompt_eval_count: usage.input, eval_count: usage.output }),
      },
    ];
    return lines.map((line) => `${JSON.stringify({ model: 'm', created_at: '2026-01-01T00:00:00Z', ...line })}\n`);
  },
};

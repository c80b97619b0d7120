/** streamGenerateContent: https://ai.google.dev/api/generate-content. A function call comes whole, in one part, and ends with STOP. */
import { type Scripted, toEvent, toHalves, type Wire } from './wire.ts';

export const gemini: Wire = {
  contentType: 'text/event-stream',
  toChunks(script) {
    const { text = '', calls = [] } = script;
    const parts = [
      ...(text === '' ? [] : toHalves(text).map((half) => ({ text: half }))),
      ...calls.map(({ id, name, input }) => ({ functionCall: { id, name, args: input } })),
    ];
    return [
      ...parts.map((part) => toEvent({ candidates: [{ content: { parts: [part], role: 'model' }, index: 0 }] })),
      toEvent({
        candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: toEnd(script), index: 0 }],
        ...toUsage(script),
      }),
    ];
  },
};

function toEnd({ end }: Scripted): string {
  if (end === 'length') return 'MAX_TOKENS';
  return end === 'refused' ? 'SAFETY' : 'STOP';
}

function toUsage({ usage }: Scripted) {
  if (!usage) return {};
  const { input, output, cacheRead, reasoning = 0 } = usage;
  return {
    usageMetadata: {
      promptTokenCount: input,
      // Gemini counts thinking beside what is said.
      candidatesTokenCount: output - reasoning,
      ...(reasoning > 0 && { thoughtsTokenCount: reasoning }),
      ...(cacheRead !== undefined && { cachedContentTokenCount: cacheRead }),
      totalTokenCount: input + output,
    },
  };
}

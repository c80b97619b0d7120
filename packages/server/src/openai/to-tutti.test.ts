import { ModelId, RunId, toIdText } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { toTuttiFacts } from './to-tutti.ts';

it.each([
  ['ollama/small', true],
  ['tutti/rehearsal', false],
] as const)('tells whether %s was free and local: %s', (model, isSo) => {
  const facts = toTuttiFacts({
    text: 'Hello',
    toolCalls: [],
    finish: 'stop',
    usage: { inputTokens: 1, outputTokens: 1, costNanoUsd: 0 },
    model: 'tutti/auto',
    run: RunId.parse(toIdText('run', 0, new Uint8Array(16))),
    route: {
      model: ModelId.parse(model),
      complexity: 'medium',
      because: 'free_first',
      free: true,
      local: true,
      maxOutputTokens: 9,
      worstCase: { tokens: 9, costNanoUsd: 0 },
      passedOver: [],
    },
  });
  expect(facts).toMatchObject({ model, route: { free: isSo, local: isSo } });
});

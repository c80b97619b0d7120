import { ModelId, type RouteRecord, StepPath, type TimelineCall } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { describeCall } from './describe-call.ts';

const usage = { inputTokens: 40, outputTokens: 9, costNanoUsd: 9_000 };

const USUAL: Omit<RouteRecord, 'model'> = {
  complexity: 'low',
  because: 'free_first',
  free: false,
  local: false,
  maxOutputTokens: 9,
  worstCase: { tokens: 9, costNanoUsd: 0 },
  passedOver: [],
};

function call(model: string, route: Partial<RouteRecord>, more: Partial<TimelineCall> = {}): TimelineCall {
  return { attempt: 1, at: 1, refused: [], route: { ...USUAL, model: ModelId.parse(model), ...route }, ...more };
}

it('tells in a line who was asked, why, what it cost and what went wrong', () => {
  const settled = { amount: { tokens: 49, costNanoUsd: 9_000 }, inDoubt: true, spent: undefined };
  const spent = {
    path: StepPath.parse('turn/1/model/1'),
    model: ModelId.parse('groq/a'),
    usage,
    free: false,
    local: false,
  };
  const failure = { error: { code: 'model_unavailable', message: 'cut' }, class: 'cut' } as const;
  const paid = call('groq/a', { key: 'main' }, { settled: { ...settled, spent }, failure });
  expect(describeCall(paid)).toEqual([
    'call 1: groq/a · key main · paid · free first · $0.0000090 · in doubt · failed: cut',
  ]);
  expect(describeCall(call('groq/a', {}, { settled }))).toEqual(['call 1: groq/a · paid · free first · in doubt']);
});

it('does not tell of the rehearsal model as of one that is free or local', () => {
  const rehearsed = call('tutti/rehearsal', { because: 'rehearsal', free: true, local: true });
  expect(describeCall(rehearsed)).toEqual(['call 1: tutti/rehearsal · rehearsal']);
});

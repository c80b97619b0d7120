import { AgentId } from '@tutti/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Model, ModelAnswer, ModelCall } from '../../ports/model.ts';
import { SimClock } from '../../testing/sim-clock.ts';
import { AnswerWatch } from './watch-answer.ts';

const request = { agent: AgentId.parse('ann'), system: '', messages: [], tools: [], maxOutputTokens: 10, seed: '' };
const deadlines = { firstSignMs: 1_000, betweenSignsMs: 500, wholeMs: 5_000 };
const whole: ModelAnswer = { text: 'done', toolCalls: [], finish: 'stop', labels: [] };

let clock: SimClock;
let heard: string[];
/** What the model was given: through it the test speaks for the model. */
let given: ModelCall;
let end: (answer: ModelAnswer) => void;

beforeEach(() => {
  clock = new SimClock();
  heard = [];
});

function ask(signal = new AbortController().signal) {
  const model: Model = {
    id: 'slow',
    worstCase: () => ({ tokens: 1, costNanoUsd: 0 }),
    answer: (_request, call) => {
      given = call;
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  };
  const watch = new AnswerWatch(clock, deadlines);
  const answer = watch.ask(model, request, { signal, onDelta: (text) => heard.push(text) });
  // What rejects before it is awaited is no accident here.
  answer.catch(() => undefined);
  return { watch, answer };
}

describe('AnswerWatch', () => {
  it('measures an answer and leaves no timer behind', async () => {
    const { answer, watch } = ask();
    clock.advance(200);
    given.onDelta('do');
    clock.advance(300);
    given.onDelta('ne');
    end(whole);
    expect(await answer).toEqual({ answer: whole, firstSignMs: 200, tookMs: 500 });
    expect([heard.join(''), watch.receivedBytes, clock.armed]).toEqual(['done', 4, 0]);
  });

  it('leaves a model alone that has answered', async () => {
    const { answer } = ask();
    end(whole);
    await answer;
    clock.advance(10_000);
    expect(given.signal.aborted).toBe(false);
  });

  it('hears of silence in time, however late the first sign came', async () => {
    const { answer, watch } = ask();
    clock.advance(700);
    given.onDelta('half');
    clock.advance(499);
    expect(given.signal.aborted).toBe(false);
    clock.advance(1);
    await expect(answer).rejects.toMatchObject({ class: 'timed_out', message: expect.stringContaining('silent') });
    expect(watch.receivedBytes).toBe(4);
  });

  it('gives up an answer that does not begin', async () => {
    const { answer } = ask();
    clock.advance(1_000);
    await expect(answer).rejects.toMatchObject({
      class: 'timed_out',
      message: expect.stringContaining('within 1000 ms'),
    });
    expect(given.signal.aborted).toBe(true);
  });

  it('gives up an answer that falls silent, and hears no more of it', async () => {
    const { answer } = ask();
    given.onDelta('half');
    clock.advance(500);
    await expect(answer).rejects.toMatchObject({ class: 'timed_out', message: expect.stringContaining('silent') });
    given.onDelta(' a word too late');
    expect(heard).toEqual(['half']);
  });

  it('takes what nobody sees for a sign of life, but not for ever', async () => {
    const { answer } = ask();
    for (let sign = 0; sign < 20; sign++) {
      clock.advance(400);
      given.onSign?.();
    }
    await expect(answer).rejects.toMatchObject({
      class: 'timed_out',
      message: expect.stringContaining('not whole after 5000 ms'),
    });
  });

  it('ends with the reason of whoever stops it, even where the model does not', async () => {
    const abort = new AbortController();
    const { answer } = ask(abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(answer).rejects.toThrow('cancelled');
    expect(clock.armed).toBe(0);
  });

  it('asks nobody where it is stopped already', async () => {
    let asked = false;
    const model = {
      id: 'x',
      worstCase: () => ({ tokens: 1, costNanoUsd: 0 }),
      answer: async () => {
        asked = true;
        return whole;
      },
    };
    const watch = new AnswerWatch(clock, deadlines);
    const call = { signal: AbortSignal.abort(new Error('before')), onDelta: () => {} };
    await expect(watch.ask(model, request, call)).rejects.toThrow('before');
    expect(asked).toBe(false);
  });
});

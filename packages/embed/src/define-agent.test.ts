import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { defineAgent } from './define-agent.ts';

const about = { id: 'bill', purpose: 'writes bills', instructions: 'Write the bill.' };

describe('an agent of the program', () => {
  it('is data as those of the catalogue are', () => {
    const { agent } = defineAgent({ ...about, tools: ['calculate'], models: { prefer: ['groq/a'] } });
    expect(agent).toMatchObject({
      runtime: 'llm',
      tools: ['calculate'],
      models: { prefer: ['groq/a'], paid: 'when_needed' },
    });
    expect(agent).not.toHaveProperty('answer');
  });

  it('that is a function has nothing that a model could read for an order', () => {
    const { agent, own } = defineAgent({ id: 'clerk', run: () => 'filed', timeoutMs: 5 });
    expect(agent).toMatchObject({ runtime: 'function', tools: [] });
    expect(own).toMatchObject({ effect: 'irreversible', timeoutMs: 5 });
  });

  it('is read by the form of its answers', () => {
    const total = z.object({ total: z.number() }).refine((bill) => bill.total > 0, 'nothing is to be paid');
    const bill = defineAgent({ ...about, output: total });
    expect(bill.agent.answer).toMatchObject({ required: ['total'] });
    expectTypeOf(bill.read).returns.toEqualTypeOf<{ total: number }>();
    expect(bill.read('{"total":3}')).toEqual({ total: 3 });
    expect(() => bill.read('{"total":0}')).toThrow('nothing is to be paid');
    expect(() => bill.read('three')).toThrow('it is no JSON');
  });

  it('without a form is read as it was said', () => {
    const plain = defineAgent(about);
    expectTypeOf(plain.read).returns.toEqualTypeOf<string>();
    expect(plain.read('{"total":3}')).toBe('{"total":3}');
  });

  it('is refused where it could not be asked', () => {
    expect(() => defineAgent({ ...about, id: 'The Bill' })).toThrow("an agent's id");
    expect(() => defineAgent({ ...about, output: z.date() })).toThrow('the output of bill');
  });
});

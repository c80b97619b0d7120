import { expect, it } from 'vitest';
import type { Message } from '../../ports/model.ts';
import { mendText } from './mend-text.ts';

const user = (text: string): Message => ({ role: 'user', text, labels: [] });
const missing =
  'One fact is missing.\n\n## Facts that are missing\n\n- f1: It ends at 22:00. (the task)\n- f12: 300 guests (ann, step 1)\n\nWrite it again.';

it('puts what is said to be missing under what it wrote before', () => {
  const said: Message = { role: 'assistant', text: 'A plan.', toolCalls: [], labels: [] };
  expect(mendText([user('plan'), said, user(missing)])).toBe('A plan.\n\n- It ends at 22:00.\n- 300 guests');
  expect(mendText([user('plan'), said, user('and now?')])).toBeUndefined();
  expect(mendText([user(missing)])).toBeUndefined();
});

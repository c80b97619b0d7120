import { expect, it } from 'vitest';
import { accountName } from './account-name.ts';

it.each([
  ['tenant', 'Everybody here'],
  ['ten_0123', 'Everybody here'],
  ['agent:project', 'Agent project'],
  ['user:usr_1', 'Person usr_1'],
  ['task:tsk_1', 'Task tsk_1'],
  ['run_0123', 'This run'],
  ['something-else', 'something-else'],
])('calls the account %s %s', (account, name) => {
  expect(accountName(account)).toBe(name);
});

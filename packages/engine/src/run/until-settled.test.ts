import { expect, it } from 'vitest';
import * as z from 'zod';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';

const waits = toProgram('waits', async (scope) => {
  await scope.waitFor({ key: 'message:word', payload: z.null() });
  return 'done';
});

it('waits no longer than whoever waits, and looks no more then', async () => {
  const stage = new TestStage({ programs: [waits] });
  const run = await stage.submit('waits');
  await stage.asleep(run);
  const left = new AbortController();
  const waiting = stage.engine.untilSettled(TEST_PRINCIPAL, run, { signal: left.signal });
  left.abort(new Error('nobody waits'));
  await expect(waiting).rejects.toThrow('nobody waits');
  await expect(stage.engine.untilSettled(TEST_PRINCIPAL, run, { signal: left.signal })).rejects.toThrow('nobody waits');
  expect((await stage.state(run)).status).toBe('waiting');
});

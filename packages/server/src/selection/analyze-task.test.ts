import { expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp } from '../testing/test-app.ts';

it('who should work on a request is told with reasons, and open tasks count as load', { timeout: 60_000 }, async () => {
  await using stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const ask = async () =>
    bodyOf('analyzeTask', await call('analyzeTask', { body: { request: 'A limerick about a penguin', most: 3 } }));
  const before = await ask();
  expect(before.agents).toHaveLength(3);
  expect(before.agents[0]).toMatchObject({ id: 'generation', parts: { record: 0.5, load: 0.5, cost: 0.5 } });
  await call('submitTask', { body: { goal: 'Write a haiku', agents: ['generation'] } });
  const [busy] = (await ask()).agents;
  expect(busy).toMatchObject({ id: 'generation', reasons: expect.arrayContaining(['it has open runs']) });
  expect(busy?.parts.load).toBeLessThan(0.5);
});

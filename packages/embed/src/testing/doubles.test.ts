import { expect, it, vi } from 'vitest';
import { defineAgent } from '../define-agent.ts';
import { ManualClock, scriptedModel } from './index.ts';

const request = { system: '', messages: [], tools: [], maxOutputTokens: 10, seed: '' };

it('a clock of the test rings what is due in its order, and what was due already by itself', async () => {
  const clock = new ManualClock(1_000);
  const rung: string[] = [];
  clock.at(3_000, () => rung.push('late'));
  clock.at(2_000, () => rung.push('early'));
  const callOff = clock.at(2_500, () => rung.push('never'));
  callOff();
  clock.advance(5_000);
  expect(rung).toEqual(['early', 'late']);
  clock.at(1_500, () => rung.push('past'));
  await vi.waitFor(() => expect(rung).toEqual(['early', 'late', 'past']));
  expect(clock.now()).toBe(6_000);
});

it('a script may answer by what it is asked', async () => {
  const model = scriptedModel([({ agent }) => `to ${agent}`]);
  const said: string[] = [];
  const call = { signal: new AbortController().signal, onDelta: (text: string) => said.push(text) };
  const { id: agent } = defineAgent({ id: 'ann', run: () => '' }).agent;
  expect(await model.answer({ ...request, agent }, call)).toMatchObject({ text: 'to ann', finish: 'stop' });
  expect(said).toEqual(['to ann']);
  expect(model.left).toBe(0);
});

import { expect, it } from 'vitest';
import * as z from 'zod';
import { toEvents } from '../../../client/testing/create-events.ts';
import { findFact, listFacts, listSittings } from './recorded.ts';
import { readFixtureEvents } from './testing/read-fixture.ts';

const note = (name: string, path: string, data: object = { value: {} }) => ({
  type: 'domain.recorded',
  name,
  path,
  data,
});

it('tells by what is recorded how a team works, whatever else is', () => {
  expect(listSittings(readFixtureEvents('consensus')).map(({ pattern }) => pattern)).toEqual(['consensus']);
  expect(listSittings(readFixtureEvents('sequential')).map(({ pattern }) => pattern)).toEqual(['sequential']);
  expect(listSittings(toEvents([note('pattern.chosen', 'pattern.chosen/1'), note('tool.denied', 'x/1')]))).toEqual([]);
});

it('keeps apart what was made again after somebody asked for changes', () => {
  const events = toEvents([
    note('consensus.weighed', 'consensus.weighed/1'),
    note('consensus.weighed', 'revision/1/consensus.weighed/1'),
    note('consensus.voted', 'revision/1/round/1/consensus.voted/1'),
  ]);
  expect(listSittings(events).map(({ number, recorded }) => [number, recorded.length])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it('counts the notes that are too large to stand in their events', () => {
  const blob = { blob: '0'.repeat(64), bytes: 70_000, mediaType: 'application/json' };
  const [sitting] = listSittings(toEvents([note('swarm.posted', 'swarm.posted/1', blob)]));
  expect(sitting).toMatchObject({ left: 1, recorded: [] });
});

it('passes over notes of another form', () => {
  const recorded = [
    { name: 'consensus.voted', path: 'a/1', data: { by: 'ann' } },
    { name: 'consensus.voted', path: 'a/2', data: { who: 'bob' } },
    { name: 'consensus.tallied', path: 'a/3', data: { by: 'cid' } },
  ];
  const By = z.object({ by: z.string() });
  expect(listFacts(recorded, 'consensus.voted', By)).toEqual([{ by: 'ann' }]);
  expect(findFact(recorded, 'consensus.ended', By)).toBeUndefined();
});

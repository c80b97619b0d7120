import { expect, it } from 'vitest';
import { readSwarm } from './read-swarm.ts';
import { SwarmView } from './swarm-view.tsx';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('swarm');

it('orders findings by how strong they are at the end, with who stands behind them', () => {
  const { findings } = readSwarm(whole);
  const strengths = findings.map(({ strength }) => strength);
  expect(strengths).toEqual(strengths.toSorted((one, other) => other - one));
  const words = renderWords(<SwarmView recorded={whole} />);
  expect(words).toContain(
    'F5 bob found a shoal in round 2 22 bob, round 2. Evidence: saw it from bob Confirmed by ann, cid',
  );
  expect(words).toContain(
    'F6 cid found a shoal in round 2 92 cid, round 2. Evidence: saw it from cid Doubted by ann, bob',
  );
});

it('shows the best over time and why the search ended', () => {
  const words = renderWords(<SwarmView recorded={whole} />);
  expect(words).toContain('Best so far, the newest first Round Value Finding 3 22 F5');
  expect(words).toContain('2 21 F2 bob found a shoal in round 1 by bob');
  expect(words).toContain('Ended after 4 rounds. There were no rounds left.');
});

it('shows where everybody looks while a round is open, and nobody after it', () => {
  const listLooking = (until: string) =>
    readSwarm(readFixture('swarm', until))
      .leads.flatMap(({ now }) => now)
      .toSorted();
  expect(listLooking('swarm.taken')).toEqual(['ann', 'bob', 'cid', 'dan']);
  expect(listLooking('swarm.posted')).toEqual(['bob', 'cid', 'dan']);
  expect(listLooking('swarm.weighed')).toEqual([]);
  const open = renderWords(<SwarmView recorded={readFixture('swarm', 'swarm.posted')} />);
  expect(open).toContain('Round 1 is under way.');
  expect(open).toMatch(/taken \d times? Looked at now by /);
  expect(open).toContain('behind the rock of ann not taken yet');
  expect(renderWords(<SwarmView recorded={whole} />)).not.toContain('Looked at now');
});

it('counts what others said of a finding before the end of the search tells it', () => {
  const { findings } = readSwarm(readFixture('swarm', 'swarm.improved'));
  const shoal = findings.find(({ id }) => id === 'F2');
  expect(shoal?.strength).toBe(0.718);
  expect(shoal?.confirmed.map(({ by }) => by)).toEqual(['ann', 'cid']);
});

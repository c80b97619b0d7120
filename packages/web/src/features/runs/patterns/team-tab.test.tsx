import type { RunEvent } from '@tutti/protocol';
import { PatternName } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { toEvents } from '../../../client/testing/create-events.ts';
import { sharedText } from '../../../strings/shared.ts';
import { readFixture, readFixtureEvents, toFact } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';
import { TeamTab } from './team-tab.tsx';

const show = (events: readonly RunEvent[], status: 'running' | 'completed' = 'completed') =>
  renderWords(<TeamTab state={{ status }} events={events} count={events.length} />);

it.each(PatternName.options)('has a view for %s', (pattern) => {
  const words = show(readFixtureEvents(pattern));
  expect(words.startsWith(sharedText.pattern[pattern])).toBe(true);
  expect(words.length).toBeGreaterThan(200);
});

it('says why a pattern was chosen, what was considered, and how well each suits it', () => {
  const choice = {
    pattern: 'consensus',
    agents: ['ann', 'bob'],
    reason: 'a high request of type design: consensus suits it best',
    suggested: 'consensus',
    type: 'design',
    complexity: 'high',
    reasons: ['"vote"'],
    considered: [
      { id: 'ann', score: 0.9 },
      { id: 'cid', score: 0.25 },
    ],
  };
  const words = show(toEvents([toFact({ name: 'pattern.chosen', path: 'pattern.chosen/1', data: choice })]), 'running');
  expect(words).toContain('Consensus, 2 agents: a high request of type design: consensus suits it best');
  expect(words).toContain('Its words suggest Consensus Because of "vote" Who was considered ann 0.90 cid 0.25');
});

it('shows the last time that the work was made again, and the times before', () => {
  const first = readFixture('pipeline');
  const again = first.map((each) => ({ ...each, path: `revision/1/${each.path}` }));
  const words = show(toEvents([...first, ...again.slice(0, 2)].map(toFact)));
  expect(words).toContain('This is the result of round 2');
  expect(words.indexOf('0 of 4 came through')).toBeLessThan(words.indexOf('3 of 4 came through'));
});

it('says that there is nothing yet, or that there never was', () => {
  expect(show([], 'running')).toContain('What it decides is shown here as soon as it does.');
  expect(show([])).toContain('ended before its team decided anything');
});

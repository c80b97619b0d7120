import { type Delta, type LiveNotice, type RunEvent, RunId, type StepBegan, StepPath } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { type Shown, UnderWay } from './under-way.ts';

const run = RunId.parse(`run_${'0'.repeat(36)}`);
const path = StepPath.parse('all/1/ann/model/1');

function began(attempt = 1): StepBegan {
  return { type: 'step.began', run, path, kind: 'model', name: 'model', attempt, at: 1 };
}

function words(text: string, offset: number, attempt = 1): Delta {
  return { type: 'delta', run, path, attempt, offset, text };
}

function committed(type: RunEvent['type'], at = path): LiveNotice {
  // Only these of an event are looked at; it is later than what `began`.
  return { type: 'events', run, events: [{ type, run, path: at, at: 2 } as RunEvent] };
}

function listen(underWay: UnderWay) {
  const shown = new Map<StepPath, Shown>();
  return () =>
    underWay.listNews(run, shown).map((news) => (news.type === 'delta' ? `${news.offset}:${news.text}` : 'began'));
}

it('tells each follower once, merging what came meanwhile', () => {
  const underWay = new UnderWay();
  const early = listen(underWay);
  const late = listen(underWay);
  underWay.hear(began());
  underWay.hear(words('one ', 0));
  expect(early()).toEqual(['began', '0:one ']);
  underWay.hear(words('two ', 4));
  underWay.hear(words('three', 8));
  expect(early()).toEqual(['4:two three']);
  expect(early()).toEqual([]);
  expect(late()).toEqual(['began', '0:one two three']);
});

it('lets the words of a later attempt take the place of those before', () => {
  const underWay = new UnderWay();
  const news = listen(underWay);
  underWay.hear(began());
  underWay.hear(words('wrong', 0));
  expect(news()).toEqual(['began', '0:wrong']);
  underWay.hear(committed('step.retried'));
  expect(listen(underWay)()).toEqual([]);
  underWay.hear(words('ok', 0, 2));
  expect(news()).toEqual(['0:ok']);
});

it('forgets what has ended, what a join gave up, and what a dead worker had begun', () => {
  const ends = [
    committed('step.completed'),
    committed('join.decided', StepPath.parse('all/1')),
    committed('run.claimed'),
  ];
  for (const end of ends) {
    const underWay = new UnderWay();
    underWay.hear(began());
    underWay.hear(words('gone', 0));
    underWay.hear(end);
    expect(listen(underWay)()).toEqual([]);
  }
});

it('keeps what a new worker begins, which is told before its claim is durable', () => {
  const underWay = new UnderWay();
  underWay.hear(began());
  underWay.hear(words('of the dead', 0));
  underWay.hearAgain({ ...began(), at: 3 });
  underWay.hear(committed('run.claimed'));
  underWay.hearAgain(words('of the new', 0));
  expect(listen(underWay)()).toEqual(['began', '0:of the new']);
});

it('keeps the end of a text that is too long, and says where it begins', () => {
  const underWay = new UnderWay();
  const news = listen(underWay);
  underWay.hear(began());
  for (let index = 0; index < 100; index++) underWay.hear(words('x'.repeat(1_000), index * 1_000));
  const [, text] = news();
  expect(text?.slice(0, 6)).toBe(`${100_000 - 65_536}:`);
  expect(text).toHaveLength(6 + 65_536);
});

import { expect, it } from 'vitest';
import { AuctionView } from './auction-view.tsx';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('auction');

it('shows for each part what every bidder says, is believed, would need and is worth, the best first', () => {
  const words = renderWords(<AuctionView recorded={whole} />);
  expect(words).toContain('Part 1 Plan the lights');
  expect(words).toContain('ann won 0.63 90% 70% 30 min strings of lamps bob 0.44 60% 55% 60 min torches');
  expect(words).toContain('bob won 0.59 80% 65% 45 min three stalls');
});

it('says who won at which price, who failed, and who won it then', () => {
  const words = renderWords(<AuctionView recorded={whole} />);
  expect(words).toContain('ann delivered Round 1: worth 0.63 at a price of 0.30.');
  expect(words).toContain('bob not delivered Round 1: worth 0.59 at a price of 0.44. model down');
  expect(words).toContain('cid delivered Round 2: worth 0.44 at a price of 0.36.');
  expect(words).toContain('All is delivered. 2 rounds.');
  expect(words).toContain('dan failed model down');
});

it('tells how much a bidder has boasted where there are earlier bids', () => {
  const bid = {
    by: 'ann',
    part: 0,
    confidence: 0.9,
    effort: 5,
    plan: '',
    likely: 0.4,
    boast: 0.3,
    bids: 6,
    worth: 0.4,
  };
  const recorded = [
    { name: 'auction.announced', path: 'a/1', data: { parts: ['all of it'], bidders: ['ann'] } },
    { name: 'auction.bid', path: 'b/1', data: bid },
  ];
  const words = renderWords(<AuctionView recorded={recorded} />);
  expect(words).toContain('boasts by 30% in 6 bids');
  expect(words).toContain('Sealed bids are asked of ann.');
});

it('shows who is at work before anything is settled', () => {
  const words = renderWords(<AuctionView recorded={readFixture('auction', 'auction.awarded')} />);
  expect(words).toContain('ann at work');
  expect(words).not.toContain('delivered');
});

import { describe, expect, it } from 'vitest';
import { givesReason, judgeMove } from './judge-move.ts';
import type { Opening, Reply } from './statement.ts';

const open = (position: string, more: Partial<Opening> = {}): Opening => ({
  position,
  argument: 'because of it',
  confidence: 0.5,
  evidence: [],
  ...more,
});
const reply = (position: string, more: Partial<Reply> = {}): Reply => ({
  ...open(position),
  agreesWith: [],
  changed: false,
  changedBecause: '',
  ...more,
});
const names = ['ann', 'bob', 'code-review'];
const move = (now: Reply, last = open('use redis'), others = [open('use kafka')]) =>
  judgeMove({ last, now, others, names });

describe('how a member came to what it holds', () => {
  it('is a repetition where nothing is new, in whatever words', () => {
    expect(move(reply('I think: use Redis!', { argument: 'Because of it.' }))).toBe('repeated');
  });

  it('is holding on where an argument or a piece of evidence is new', () => {
    expect(move(reply('use redis', { argument: 'because it is fast' }))).toBe('kept');
    expect(move(reply('use redis', { evidence: ['a benchmark'] }))).toBe('kept');
  });

  it('is the same thing in other words where it says so itself', () => {
    expect(move(reply('take the in-memory store'))).toBe('rephrased');
  });

  it('is a change where it names a reason', () => {
    const now = reply('use kafka', { changed: true, changedBecause: 'Redis loses messages on failover.' });
    expect(move(now)).toBe('changed');
  });

  it.each([
    '',
    'n/a',
    'I agree with the others.',
    'The majority thinks so.',
    'bob convinced me',
    "code-review's good point",
  ])('is a switch where the reason is %j', (changedBecause) => {
    expect(move(reply('use kafka', { changed: true, changedBecause }))).toBe('switched');
  });

  it('is a switch where it denies that it took over what another one held', () => {
    expect(move(reply('Use Kafka.', { changed: false }))).toBe('switched');
  });

  it('is a switch where it denies that it says the opposite now', () => {
    expect(move(reply('do not use redis', { changed: false }))).toBe('switched');
  });

  it('sees a reason in any word that says something', () => {
    expect(givesReason('bob is right: the p99 doubles under load', names)).toBe(true);
  });
});

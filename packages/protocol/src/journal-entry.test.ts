import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RunId, TenantId, toIdText } from './ids.ts';
import {
  ChainError,
  type JournalEntry,
  type JournalHead,
  openEntry,
  sealEvent,
  UnknownEventError,
} from './journal-entry.ts';
import type { RunFact } from './run-event.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const none = new Uint8Array(16);
const start: JournalHead = {
  tenant: TenantId.parse(toIdText('ten', 0, none)),
  run: RunId.parse(toIdText('run', 0, none)),
  seq: 0,
  hash: undefined,
};
const facts: RunFact[] = [
  { type: 'run.deadline_exceeded' },
  { type: 'run.resumed' },
  { type: 'version.marked', change: 'x', version: 2 },
];

function sealAll(head = start): JournalEntry[] {
  const entries: JournalEntry[] = [];
  let before = head;
  for (const fact of facts) {
    const { entry } = sealEvent(before, fact, { at: 5, sha256 });
    entries.push(entry);
    before = { ...before, seq: entry.seq, hash: entry.hash };
  }
  return entries;
}

function openAll(entries: readonly JournalEntry[], head = start): string[] {
  let before = head;
  return entries.map((entry) => {
    const event = openEntry(before, entry, sha256);
    before = { ...before, seq: event.seq, hash: event.hash };
    return event.type;
  });
}

describe('the hash chain', () => {
  it('reads back what was sealed', () => {
    expect(openAll(sealAll())).toEqual(facts.map(({ type }) => type));
  });

  it.each([
    [
      'a changed body',
      (entries: JournalEntry[]) =>
        entries.with(2, { ...entry(entries, 2), body: entry(entries, 2).body.replace('"version":2', '"version":3') }),
    ],
    ['a changed column', (entries: JournalEntry[]) => entries.with(1, { ...entry(entries, 1), at: 6 })],
    [
      'a changed type',
      (entries: JournalEntry[]) => entries.with(1, { ...entry(entries, 1), type: 'run.deadline_exceeded' }),
    ],
    ['a missing entry', (entries: JournalEntry[]) => entries.toSpliced(1, 1)],
    [
      'two entries in the wrong order',
      (entries: JournalEntry[]) => [entry(entries, 0), entry(entries, 2), entry(entries, 1)],
    ],
    ['a doubled entry', (entries: JournalEntry[]) => entries.toSpliced(1, 0, entry(entries, 0))],
  ])('finds %s', (_, damage) => {
    expect(() => openAll(damage(sealAll()))).toThrow(ChainError);
  });

  it('finds an entry of another run and of another tenant', () => {
    const other = Uint8Array.from({ length: 16 }, () => 1);
    expect(() => openAll(sealAll(), { ...start, run: RunId.parse(toIdText('run', 0, other)) })).toThrow(ChainError);
    expect(() => openAll(sealAll(), { ...start, tenant: TenantId.parse(toIdText('ten', 0, other)) })).toThrow(
      ChainError,
    );
  });

  it('says of an event that it does not know that it is unknown, not that it is damaged', () => {
    const body = JSON.stringify({ seq: 1, at: 5, type: 'moon.landed' });
    const hash = sha256(`${start.tenant}/${start.run}\n${body}`) as JournalEntry['hash'];
    expect(() => openEntry(start, { seq: 1, at: 5, type: 'moon.landed', body, hash }, sha256)).toThrow(
      UnknownEventError,
    );
  });
});

function entry(entries: readonly JournalEntry[], index: number): JournalEntry {
  const found = entries[index];
  if (!found) throw new Error(`there is no entry ${index}`);
  return found;
}

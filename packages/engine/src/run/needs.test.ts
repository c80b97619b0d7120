import { JOURNAL_FORMAT } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { listDrivable, toNeeds } from './needs.ts';

const team = { name: 'team', version: 1 };

describe('what a worker can drive', () => {
  it('is every run of its programs that has not begun, and those that were begun in a format it knows', () => {
    expect(listDrivable([team], 2)).toEqual(['team', 'team@1/1', 'team@1/2']);
    expect(listDrivable([team])).toContain(toNeeds('team', 1));
  });

  it('is no run that was begun by a newer version: its journal holds events that older code cannot fold', () => {
    expect(listDrivable([team], JOURNAL_FORMAT - 1)).not.toContain(toNeeds('team', 1));
  });
});

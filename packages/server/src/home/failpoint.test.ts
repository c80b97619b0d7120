import { describe, expect, it } from 'vitest';
import { createFailpoint } from './failpoint.ts';

describe('a failpoint', () => {
  it('ends the process at the given visit of the given place, and at no other', () => {
    const deaths: string[] = [];
    const visit = createFailpoint({ point: 'after-act', path: 'b/1', count: 2 }, () => deaths.push('died'));
    visit('after-act', 'a/1');
    visit('before-act', 'b/1');
    visit('after-act', 'b/1');
    expect(deaths).toEqual([]);
    visit('after-act', 'b/1');
    visit('after-act', 'b/1');
    expect(deaths).toEqual(['died']);
  });

  it('takes every path for *', () => {
    const deaths: string[] = [];
    const visit = createFailpoint({ point: 'before-append', path: '*', count: 2 }, () => deaths.push('died'));
    visit('before-append', 'run.started');
    visit('before-append', 'step.completed');
    expect(deaths).toEqual(['died']);
  });
});

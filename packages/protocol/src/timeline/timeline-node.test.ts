import { describe, expect, it } from 'vitest';
import { splitPath } from './timeline-node.ts';

describe('a path', () => {
  it.each([
    ['turn/2/model/1', ['group turn turn/2', 'group model turn/2/model/1']],
    ['all/1/ann/turn/1', ['join all all/1', 'branch ann all/1/ann', 'group turn all/1/ann/turn/1']],
    ['all/1', ['join all all/1']],
    ['all/1/ann', ['join all all/1', 'branch ann all/1/ann']],
    ['~2/turn/1', ['group ~2 ~2', 'group turn ~2/turn/1']],
    [
      'revision/1/approval/1/wait/1',
      ['group revision revision/1', 'group approval revision/1/approval/1', 'group wait revision/1/approval/1/wait/1'],
    ],
    ['', []],
  ])('is split into what it goes through: %s', (path, parts) => {
    const split = path === '' ? [] : splitPath(path);
    expect(split.map(({ kind, name, path: own }) => `${kind} ${name} ${own}`)).toEqual(parts);
  });

  it('ends also where it makes no sense', () => {
    for (const path of ['all', 'a', 'a//b', '/', 'all/1/ann/all']) expect(splitPath(path).at(-1)?.path).toBe(path);
  });
});

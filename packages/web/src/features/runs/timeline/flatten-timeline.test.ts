import { createNode, type TimelineNode } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { flattenTimeline, listParents } from './flatten-timeline.ts';

function put(parent: TimelineNode, path: string, changes: Partial<TimelineNode> = {}): TimelineNode {
  const node = Object.assign(createNode(path, path, 'group'), changes);
  parent.children.set(path, node);
  return node;
}
const usage = { inputTokens: 2, outputTokens: 3, costNanoUsd: 7 };

describe('the rows of a timeline', () => {
  it('gives a group the time, tokens and cost of what is in it', () => {
    const root = createNode('', '', 'group');
    const turn = put(root, 'turn/1');
    put(turn, 'turn/1/model/1', { mark: 'done', startedAt: 10, finishedAt: 20, usage });
    put(turn, 'turn/1/model/2', { mark: 'done', startedAt: 25, finishedAt: 40, usage });
    expect(flattenTimeline(root, new Set())[0]).toMatchObject({
      start: 10,
      end: 40,
      tokens: 10,
      costNanoUsd: 14,
      estimated: false,
    });
  });

  it('leaves a group open while something in it runs, and shows the words that come', () => {
    const root = createNode('', '', 'group');
    const turn = put(root, 'turn/1');
    put(turn, 'turn/1/model/1', { mark: 'running', startedAt: 10, words: 'Once' });
    const rows = flattenTimeline(root, new Set());
    expect(rows.map(({ type, mark, end }) => [type, mark, end])).toEqual([
      ['node', 'running', undefined],
      ['node', 'running', undefined],
      ['words', 'running', undefined],
    ]);
  });

  it('leaves out what lies below a closed row', () => {
    const root = createNode('', '', 'group');
    put(put(root, 'turn/1'), 'turn/1/model/1', { mark: 'done' });
    expect(listParents(root)).toEqual(['turn/1']);
    expect(flattenTimeline(root, new Set(['turn/1'])).map(({ key, expanded }) => [key, expanded])).toEqual([
      ['turn/1', false],
    ]);
  });
});

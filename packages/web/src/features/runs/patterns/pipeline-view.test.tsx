import { expect, it } from 'vitest';
import { PipelineView } from './pipeline-view.tsx';
import { readPipeline } from './read-pipeline.ts';
import { readFixture } from './testing/read-fixture.ts';
import { renderWords } from './testing/render-words.ts';

const whole = readFixture('pipeline');

it('counts the items at every stage', () => {
  const words = renderWords(<PipelineView recorded={whole} />);
  expect(words).toContain(
    '4 items that were given. 2 may wait before a stage, 1 at a time in one. Their order is kept.',
  );
  expect(words).toContain('3 of 4 came through');
  expect(words).toContain('Stage 1 ann 3 of 4 done · 1 set aside');
  expect(words).toContain('Stage 2 bob 3 of 4 done');
});

it('says which items were set aside, where and why', () => {
  expect(renderWords(<PipelineView recorded={whole} />)).toContain(
    'Set aside 1 Item 3 at stage 1 (ann), after 2 tries: cannot read it',
  );
});

it('tells on the way how many items are at a stage, and that all add up', () => {
  for (let length = 1; length <= whole.length; length++) {
    const { stages, out } = readPipeline(whole.slice(0, length));
    const [first, second] = stages;
    expect((first?.passed ?? 0) + (first?.setAside ?? 0) + (first?.here ?? 0)).toBe(4);
    expect((second?.passed ?? 0) + (second?.setAside ?? 0) + (second?.here ?? 0)).toBe(first?.passed);
    expect(out).toBe(second?.passed);
  }
  expect(renderWords(<PipelineView recorded={readFixture('pipeline', 'pipeline.passed')} />)).toContain(
    'Stage 1 ann 1 of 4 done · 3 here Stage 2 bob 0 of 4 done · 1 here',
  );
});

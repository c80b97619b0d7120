import { describe, expect, it } from 'vitest';
import { AgentCoordination, ExecutionMode } from './execution-mode.ts';
import { type OrchestrationWish, planOrchestration } from './plan-orchestration.ts';

const { Parallel, Sequential, Collaborative } = ExecutionMode;
const { Independent, Synchronized, Hierarchical } = AgentCoordination;

const members = ['ann', 'bob', 'cid', 'dan'];
const ranking = ['other', 'dan', 'bob', 'cid', 'ann'];
const usual: OrchestrationWish = {
  query: 'Build a pier',
  executionMode: Parallel,
  coordination: Independent,
  subtasks: [],
  context: '',
  members,
  ranking,
  rounds: 2,
};
const plan = (wish: Partial<OrchestrationWish>) => planOrchestration({ ...usual, ...wish });

describe('how routers work together', () => {
  it('goes through plan, implement and review where there are no subtasks', () => {
    const planned = plan({ executionMode: Sequential });
    expect(planned).toMatchObject({ pattern: 'sequential', agents: ['ann', 'bob', 'cid'] });
    expect(planned.goal).toMatch(
      /^Build a pier\n\n[\s\S]*1\. \(ann\) Plan:[\s\S]*2\. \(bob\) Implement:[\s\S]*3\. \(cid\) Review:/u,
    );
    expect(plan({ executionMode: Sequential, members: ['ann'] }).agents).toEqual(['ann', 'ann', 'ann']);
  });

  it('takes subtasks as steps where it is sequential, and as parts where it is parallel', () => {
    const subtasks = ['dig', 'build'];
    const line = plan({ executionMode: Sequential, subtasks });
    expect(line.agents).toEqual(['ann', 'bob']);
    expect(line.goal).toContain('1. (ann) dig\n2. (bob) build');
    expect(plan({ subtasks })).toMatchObject({
      pattern: 'parallel',
      agents: members,
      patternOptions: { parts: subtasks },
    });
  });

  it('has rounds with shared context between them where it is synchronized', () => {
    const rounds = { coordination: Synchronized, rounds: 3 };
    expect(plan(rounds)).toMatchObject({ pattern: 'collaborative', patternOptions: { rounds: 3 } });
    expect(plan({ ...rounds, executionMode: Collaborative })).toMatchObject({ pattern: 'consensus' });
    const line = plan({ ...rounds, executionMode: Sequential, subtasks: ['dig', 'build'] });
    expect(line.agents).toEqual(['ann', 'bob', 'ann', 'bob', 'ann', 'bob']);
  });

  it('selects by rank where it is hierarchical', () => {
    const ranked = { coordination: Hierarchical };
    const led = plan(ranked);
    expect(led).toMatchObject({
      pattern: 'hierarchical',
      agents: ['bob', 'cid', 'ann'],
      patternOptions: { lead: 'dan' },
    });
    const best = plan({ ...ranked, executionMode: Collaborative });
    expect(best).toMatchObject({
      pattern: 'competitive',
      agents: ['dan', 'bob', 'cid'],
      patternOptions: { judges: ['ann'] },
    });
    // In the order of the routers all the same.
    expect(plan({ ...ranked, executionMode: Sequential }).agents).toEqual(['bob', 'cid', 'dan']);
  });

  it('is one after another where there are too few for anything else, and says so', () => {
    const alone = plan({ executionMode: Collaborative, members: ['ann'] });
    expect(alone).toMatchObject({ pattern: 'sequential', instead: 'competitive needs 2 routers at least' });
    expect(alone.goal).toContain('1. (ann) Plan:');
  });

  it('tells the context with the query', () => {
    expect(plan({ context: '- sea: the Baltic' }).goal).toBe('Build a pier\n\nContext:\n- sea: the Baltic');
  });
});

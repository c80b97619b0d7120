import { AgentId, LOCAL_OWNER, RANDOM_BYTES, TaskId, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { PatternStage } from '../testing/pattern-stage.ts';
import { TestStage, toProgram } from '../testing/test-stage.ts';
import { AUCTION_SETTLED, createAgentRecords } from './agent-records.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];

describe('the records of agents', () => {
  it('count how many of their runs came to a good end', async () => {
    const team = new PatternStage({ pattern: 'sequential', members: { ann: () => 'here', bob: () => 'done' } });
    await team.run();
    const broken = new PatternStage({ pattern: 'sequential', members: { ann: () => new Error('broken') } });
    await broken.run();
    const find = (stage: PatternStage) => createAgentRecords(stage.stage.store).find(LOCAL_OWNER.tenant, [ann, cid]);
    expect(await find(team)).toEqual([
      { agent: ann, finished: 1, good: 1, bids: [] },
      { agent: cid, finished: 0, good: 0, bids: [] },
    ]);
    expect(await find(broken)).toMatchObject([{ agent: ann, finished: 1, good: 0 }, { agent: cid }]);
  });

  it('know the bids of auctions that an agent won, and what became of them', async () => {
    const team = toProgram('team', async (scope) => {
      await scope.record({ name: AUCTION_SETTLED, data: { by: ann, confidence: 0.9, good: false, part: 'x' } });
      await scope.record({ name: 'auction.awarded', data: { by: bob } });
      return null;
    });
    const stage = new TestStage({ programs: [team] });
    const task = TaskId.parse(toIdText('tsk', 0, new Uint8Array(RANDOM_BYTES)));
    await stage.run('team', { goal: 'x', agents: [ann, bob], pattern: 'auction' }, { task });
    expect(await createAgentRecords(stage.store).find(LOCAL_OWNER.tenant, [ann, bob])).toMatchObject([
      { agent: ann, finished: 1, bids: [{ confidence: 0.9, good: false }] },
      { agent: bob, finished: 1, bids: [] },
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AgentCoordination,
  AgentModelConnector,
  AgentOrchestrator,
  CommonWorkflows,
  createTutti,
  defineAgent,
  ExecutionMode,
  MasterOrchestrator,
  ModelRouter,
  MultiAgentOrchestrator,
  type Tutti,
} from '../index.ts';

const LONG = 120_000;
/** What they are asked, whatever else stands around it. */
const heard: { agent: string; goal: string }[] = [];
const tell = (id: string, answer: (goal: string) => string) =>
  defineAgent({
    id,
    capabilities: [`${id}-work`],
    effect: 'pure',
    run: (goal: string) => {
      heard.push({ agent: id, goal });
      return answer(goal);
    },
  });

const ann = tell('ann', (goal) => `Ann's piece of ${goal.length > 0 ? 'work' : 'nothing'}. Boats leave at noon.`);
const bob = tell('bob', () => "Bob's piece. Boats leave at noon.");
const cid = tell('cid', () => 'So 2 + 2 = 5.');
/** Judges where nobody else was named, and finds all answers level. */
const editing = tell('editing', () => JSON.stringify({ better: 'neither', why: 'They are level.' }));

let tutti: Tutti;
let orchestrator: MultiAgentOrchestrator;
beforeAll(async () => {
  tutti = await createTutti({ environment: { TUTTI_MODELS: 'rehearsal' }, agents: [ann, bob, cid, editing] });
  orchestrator = new MultiAgentOrchestrator(new AgentModelConnector(tutti));
}, LONG);
afterAll(() => tutti[Symbol.asyncDispose]());

describe('an orchestrator of agents', () => {
  it(
    'hands over from one to the next, and keeps what it has done',
    async () => {
      const before = heard.length;
      const done = await orchestrator.executeSequential(['ann', 'Bob'], 'Plan a fair');
      expect(done).toEqual({
        coordinationType: 'sequential',
        agents: ['ann', 'bob'],
        results: [
          { agent: 'ann', result: "Ann's piece of work. Boats leave at noon." },
          { agent: 'bob', result: "Bob's piece. Boats leave at noon." },
        ],
        finalResult: "Bob's piece. Boats leave at noon.",
      });
      expect(heard.slice(before)[1]?.goal).toContain("Ann's piece of work.");
      const [kept] = orchestrator.executionHistory.slice(-1);
      expect(kept).toMatchObject({ task: 'Plan a fair', coordinationType: 'sequential', outcome: 'finished' });
      expect(kept?.result).toBe(done);
      expect((await tutti.getRun(kept?.run ?? ('' as never))).status).toBe('completed');
    },
    LONG,
  );

  it(
    'lets all work at once, and puts together what they say',
    async () => {
      const done = await orchestrator.executeParallel(['ann', 'bob'], 'Plan a fair');
      expect(done.results.map(({ agent }) => agent)).toEqual(['ann', 'bob']);
      for (const { result } of done.results) expect(done.aggregatedResult).toContain(result);
    },
    LONG,
  );

  it(
    'lets a lead plan, and says what the plan was',
    async () => {
      const done = await orchestrator.executeHierarchical('project', ['ann', 'bob'], 'Plan a fair');
      expect(done).toMatchObject({ leadAgent: 'project', workerAgents: ['ann', 'bob'] });
      expect(done.plan.tasks.map(({ assignee }) => assignee)).toEqual(expect.arrayContaining(['ann', 'bob']));
      expect(done.workerResults).toEqual(
        expect.arrayContaining([{ agent: 'bob', result: "Bob's piece. Boats leave at noon." }]),
      );
    },
    LONG,
  );

  it(
    'lets them talk in rounds, at most so many',
    async () => {
      const done = await orchestrator.executeCollaborative(['coding', 'testing'], 'Tabs or spaces?', 2);
      expect(done.rounds).toBeGreaterThan(0);
      expect(done.rounds).toBeLessThanOrEqual(2);
      expect(done.conversation.filter(({ round }) => round === 1).map(({ agent }) => agent)).toEqual([
        'coding',
        'testing',
      ]);
      expect(done.conversation.every(({ message }) => message.length > 0)).toBe(true);
      expect(done.finalSolution).not.toBe('');
    },
    LONG,
  );

  it(
    'takes the best attempt by what can be checked, not the longest',
    async () => {
      const before = heard.length;
      const done = await orchestrator.executeCompetitive(['cid', 'bob'], 'Plan a fair');
      expect(heard.slice(before).filter(({ agent }) => agent === 'editing')).toHaveLength(2);
      expect(done).toMatchObject({ winner: 'bob', bestResult: "Bob's piece. Boats leave at noon." });
      const scores = new Map(done.allAttempts.map(({ agent, score }) => [agent, score]));
      expect(scores.get('cid')).toBeLessThan(scores.get('bob') ?? 0);
    },
    LONG,
  );

  it(
    'refuses an agent that nobody goes by',
    async () => {
      await expect(orchestrator.executeParallel(['ann', 'nobody-at-all'], 'x')).rejects.toMatchObject({
        code: 'unknown_agent',
      });
    },
    LONG,
  );

  it(
    'has teams for what many need',
    async () => {
      const quality = await CommonWorkflows.codeQuality(orchestrator, 'A function that adds');
      expect(quality.agents).toEqual(['coding', 'code-review', 'testing', 'security', 'documentation']);
      const analysis = await CommonWorkflows.comprehensiveAnalysis(orchestrator, 'Sales of May');
      expect(analysis.results.map(({ agent }) => agent)).toEqual(['analysis', 'analytics', 'reporting']);
      const project = await CommonWorkflows.projectManagement(orchestrator, 'Move the shop');
      expect([project.leadAgent, ...project.workerAgents]).toEqual(['project', 'task', 'workflow', 'devops']);
    },
    LONG,
  );
});

describe('modes and coordinations', () => {
  const router = (agent: typeof ann) => new ModelRouter(tutti, agent);

  it(
    'carries out the plan as a run, and measures it by what was recorded',
    async () => {
      const routed = new AgentOrchestrator([router(ann), router(bob), router(cid)]);
      const before = heard.length;
      const done = await routed.orchestrate('Plan a fair', {
        executionMode: ExecutionMode.Sequential,
        coordination: AgentCoordination.Independent,
        context: { sea: 'the Baltic' },
      });
      expect(done).toMatchObject({
        status: 'completed',
        output: 'So 2 + 2 = 5.',
        agentsUsed: ['ann', 'bob', 'cid'],
        successfulAgents: ['ann', 'bob', 'cid'],
        qualityScore: 0.5,
        consensusAnalysis: { answers: 3, shared: [{ claim: 'Boats leave at noon.', by: ['ann', 'bob'] }] },
        metadata: { pattern: 'sequential', outcome: 'finished' },
      });
      expect(done.metadata.details).toHaveProperty('handoff_from_1');
      expect(done.qualityVariance).toBeGreaterThan(0);
      expect(done.executionTimeMs).toBeGreaterThan(0);
      const [first, second] = heard.slice(before);
      expect(first?.goal).toContain('- sea: the Baltic');
      expect(second?.goal).toContain('2. (bob) Implement');
    },
    LONG,
  );

  it(
    'gives subtasks to routers of their own, and a simple query to one',
    async () => {
      const routed = new AgentOrchestrator([router(ann), router(bob)]);
      const parts = await routed.orchestrate('Plan a fair', { subtasks: ['the tents', 'the lamps'] });
      expect(parts.metadata).toMatchObject({
        executionMode: 'parallel',
        pattern: expect.stringMatching(/parallel|hierarchical/u),
      });
      const taskClassifier = {
        classify: async () => ({
          type: 'chat' as const,
          complexity: 'low' as const,
          executionMode: ExecutionMode.Sequential,
          coordination: AgentCoordination.Independent,
          simple: true,
          reasons: [],
          ranking: ['bob', 'ann'],
        }),
      };
      const simple = await new AgentOrchestrator([router(ann), router(bob)], { taskClassifier }).orchestrate('Hi');
      expect(simple).toMatchObject({ agentsUsed: ['bob'], output: "Bob's piece. Boats leave at noon." });
    },
    LONG,
  );

  it(
    'tells of a run that failed what there is to tell',
    async () => {
      const broken = defineAgent({
        id: 'broken',
        effect: 'pure',
        run: () => {
          throw new Error('no');
        },
      });
      await using own = await createTutti({ environment: {}, agents: [broken] });
      const failed = await new AgentOrchestrator([new ModelRouter(own, broken)]).orchestrate('Plan a fair');
      expect(failed).toMatchObject({ status: 'failed', output: '', qualityScore: 0, successfulAgents: [] });
      expect(failed.metadata.error?.code).toEqual(expect.any(String));
      expect(() => new AgentOrchestrator([new ModelRouter(own, broken), router(ann)])).toThrow('one installation');
    },
    LONG,
  );
});

describe('a master of agents', () => {
  it(
    'selects by what has to be able to be done, and watches the session',
    async () => {
      const master = new MasterOrchestrator(tutti);
      const task = { goal: 'Plan a fair', requiredCapabilities: ['ann-work', 'bob-work'], maxAgents: 2 };
      const selected = await master.selectOptimalAgents(task, 'parallel');
      expect(selected.map(({ id }) => id).toSorted()).toEqual(['ann', 'bob']);
      const session = await master.orchestrateTask({ ...task, pattern: 'parallel' });
      const seen = await Array.fromAsync(master.watchCoordinationSession(session));
      expect(seen.length).toBeGreaterThan(3);
      const last = await master.monitorCoordinationSession(session);
      expect(last).toMatchObject({ sessionId: session, status: 'completed', error: undefined });
      expect(last.agents.map(({ agent, status }) => `${agent} ${status}`).toSorted()).toEqual(['ann done', 'bob done']);
      expect(last.decisions).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            name: 'parallel.gathered',
            data: expect.objectContaining({ answered: expect.arrayContaining(['ann', 'bob']) }),
          }),
        ]),
      );
    },
    LONG,
  );

  it(
    'chooses pattern and team where nothing is said, and says so in the run',
    async () => {
      const master = new MasterOrchestrator(tutti);
      const session = await master.orchestrateTask({ goal: 'Find the bug in the parser' });
      await Array.fromAsync(master.watchCoordinationSession(session));
      const { decisions } = await master.monitorCoordinationSession(session);
      expect(decisions[0]).toMatchObject({
        name: 'pattern.chosen',
        data: { reason: expect.stringContaining('request of type') },
      });
    },
    LONG,
  );

  it(
    'refuses what nobody can do',
    async () => {
      const master = new MasterOrchestrator(tutti);
      const wish = { goal: 'Fly', requiredCapabilities: ['flying-to-the-moon'] };
      await expect(master.selectOptimalAgents(wish, 'parallel')).rejects.toThrow('no agent here can do');
      const full = { goal: 'Plan a fair', requiredCapabilities: ['ann-work', 'bob-work'], maxAgents: 1 };
      await expect(master.selectOptimalAgents(full, 'sequential')).rejects.toMatchObject({ code: 'invalid_input' });
    },
    LONG,
  );
});

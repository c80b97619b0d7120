/** Tutti in a process of its own, to be killed: takes up what is in its directory, or begins the run that it is told of, and prints how it ends. */
import { join } from 'node:path';
import { createEngine, createSingleModel, createTeamProgram, createToolbox } from '@tutti/engine';
import { createScriptedModel } from '@tutti/engine/testing';
import { Agent, LOCAL_OWNER, RunId } from '@tutti/protocol';
import { openSqliteStore } from '../../storage/sqlite/index.ts';
import { openRuntimes } from '../open-runtimes.ts';

const [directory = '', connectors = '', begin = ''] = process.argv.slice(2);

const store = await openSqliteStore({ directory });
const runtimes = openRuntimes({
  file: join(directory, 'runtimes.yaml'),
  directory,
  connectors,
  scratch: join(directory, 'commands'),
  onSecret: () => {},
});
const engine = createEngine({
  store,
  programs: [
    createTeamProgram({
      models: createSingleModel(createScriptedModel({ answer: () => 'by a model' })),
      tools: createToolbox([]),
      library: store,
      elsewhere: { runtimes, accounts: store },
    }),
  ],
  build: 'test',
  live: {
    publish(notice) {
      if (notice.type === 'step.began' && notice.name === 'follow') say('following');
    },
  },
});
engine.start();
const run =
  begin === ''
    ? RunId.parse((await store.listRuns(LOCAL_OWNER.tenant, { limit: 1 })).runs[0]?.run)
    : await submit(JSON.parse(begin));
say(`run ${run}`);
await engine.untilSettled(LOCAL_OWNER, run);
const { status, output, error } = await engine.getRun(LOCAL_OWNER, run);
say(`ended ${JSON.stringify({ status, output, error })}`);
await engine.close(0);
runtimes.close();
await store[Symbol.asyncDispose]();

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function submit({ id, goal, kind }: { id: string; goal: string; kind: string }): Promise<RunId> {
  const agent = Agent.parse({
    id,
    purpose: 'works elsewhere',
    capabilities: ['working'],
    instructions: 'Work.',
    runtime: kind,
  });
  const input = { goal, agents: [id], pattern: 'sequential' };
  return engine.submit(LOCAL_OWNER, { program: 'team', title: goal, input, pins: { agents: [agent] } });
}

/**
 * Workflows of Mastra, driven as its documentation shows. Its libSQL store asks for `synchronous = NORMAL`, but only the first of
 * the connections in its client's pool hears of it, so as shipped a step waits for the disk or does not, depending on the
 * connection that it gets. With `forceFull` each step is on the disk before the next begins, as ours is.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { countPg } from '../../report/pg-driver.ts';
import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import {
  type Chain,
  type LibsqlClient,
  type MastraPackages,
  type MastraStore,
  type Step,
  toMastraVersion,
  type Workflow,
} from './mastra-packages.ts';
import type { Side } from './side.ts';

/** More connections than its client opens at once. */
const POOL_LIMIT = 64;

export async function openMastraLibsqlSide(
  peers: MastraPackages,
  directory: string,
  { forceFull }: { forceFull: boolean },
): Promise<Side> {
  const file = join(directory, 'mastra.db');
  const storage = new peers.libsql.LibSQLStore({ id: 'bench', url: `file:${file}` });
  await storage.init();
  if (forceFull) await setFull(storage.client);
  return {
    ...openWorkflows(peers, storage),
    version: toMastraVersion('@mastra/libsql'),
    countStored: async () => {
      using database = new DatabaseSync(file, { readOnly: true });
      return Number(database.prepare(COUNT_SQLITE).get()?.['steps']);
    },
  };
}

export async function openMastraPostgresSide(peers: MastraPackages, connectionString: string): Promise<Side> {
  const storage = new peers.postgres.PostgresStore({ id: 'bench', connectionString });
  await storage.init();
  return {
    ...openWorkflows(peers, storage),
    version: toMastraVersion('@mastra/pg'),
    countStored: () => countPg(connectionString, COUNT_POSTGRES),
  };
}

/** It keeps one snapshot of each run, which every step rewrites. */
const COUNT_SQLITE = `SELECT count(*) AS steps FROM mastra_workflow_snapshot, json_each(snapshot, '$.context') AS step
  WHERE json_extract(step.value, '$.status') = 'success'`;
const COUNT_POSTGRES = `SELECT count(*) FROM mastra_workflow_snapshot, jsonb_each(snapshot::jsonb -> 'context') AS step
  WHERE step.value ->> 'status' = 'success'`;

function openWorkflows(peers: MastraPackages, storage: MastraStore): Omit<Side, 'version' | 'countStored'> {
  const workflows = { steps: createStepsWorkflow(peers), fan: createFanWorkflow(peers) };
  const mastra = new peers.core.Mastra({ storage, workflows, logger: false });
  const run = async (workflow: Workflow) => {
    const { status } = await (await workflow.createRun()).start({ inputData: {} });
    if (status !== 'success') throw new Error(`the workflow of the peer ended as ${status}`);
  };
  return {
    runSteps: () => run(mastra.getWorkflow('steps')),
    runFan: () => run(mastra.getWorkflow('fan')),
    [Symbol.asyncDispose]: () => storage.close(),
  };
}

/** A new connection of SQLite begins with FULL. Those that are open borrow all at once, so that each is told. */
async function setFull(client: LibsqlClient): Promise<void> {
  const pragmas = Array.from({ length: POOL_LIMIT }, () => client.execute('PRAGMA synchronous = FULL'));
  await Promise.all(pragmas);
}

function createStepsWorkflow(peers: MastraPackages): Chain {
  const steps = Array.from({ length: STEPS_PER_RUN }, (_, index) => createStep(peers, `step-${index}`));
  const workflow = steps.reduce((chain: Chain, step) => chain.then(step), createChain(peers, 'steps'));
  workflow.commit();
  return workflow;
}

function createFanWorkflow(peers: MastraPackages): Chain {
  const steps = Array.from({ length: FAN_WIDTH }, (_, index) => createStep(peers, `branch-${index}`));
  const workflow = createChain(peers, 'fan').parallel(steps);
  workflow.commit();
  return workflow;
}

function createChain({ workflows, zod }: MastraPackages, id: string): Chain {
  return workflows.createWorkflow({ id, inputSchema: zod.object({}), outputSchema: zod.object({}) });
}

function createStep({ workflows, zod }: MastraPackages, id: string): Step {
  const [inputSchema, outputSchema] = [zod.object({}), zod.object({})];
  return workflows.createStep({ id, inputSchema, outputSchema, execute: async () => ({}) });
}

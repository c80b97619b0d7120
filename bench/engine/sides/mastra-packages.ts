/** As much of the peer as is driven here. */
import { findPeer, loadPeer, readPeerVersion } from '../../report/peers.ts';

export interface MastraPackages {
  readonly core: CoreModule;
  readonly workflows: WorkflowsModule;
  readonly libsql: LibsqlModule;
  readonly postgres: PostgresModule;
  readonly zod: ZodModule;
}

interface CoreModule {
  readonly Mastra: new (options: object) => { getWorkflow(name: string): Workflow };
}
export interface Workflow {
  createRun(): Promise<{ start(options: { inputData: object }): Promise<{ status: string }> }>;
}
interface WorkflowsModule {
  createStep(options: StepOptions): Step;
  createWorkflow(options: Schemas): Chain;
}
interface Schemas {
  readonly id: string;
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
}
interface StepOptions extends Schemas {
  execute(): Promise<object>;
}
export interface Step {
  readonly id: string;
}
export interface Chain {
  then(step: Step): Chain;
  parallel(steps: readonly Step[]): Chain;
  commit(): void;
}
interface LibsqlModule {
  readonly LibSQLStore: new (options: { id: string; url: string }) => LibsqlStore;
}
export interface MastraStore {
  init(): Promise<void>;
  close(): Promise<void>;
}
export interface LibsqlStore extends MastraStore {
  readonly client: LibsqlClient;
}
export interface LibsqlClient {
  execute(statement: string): Promise<unknown>;
}
interface PostgresModule {
  readonly PostgresStore: new (options: { id: string; connectionString: string }) => MastraStore;
}
interface ZodModule {
  object(shape: object): unknown;
}

export function findMastra(say: (text: string) => void): Promise<MastraPackages | undefined> {
  const load = async (): Promise<MastraPackages> => ({
    core: await loadPeer<CoreModule>('@mastra/core'),
    workflows: await loadPeer<WorkflowsModule>('@mastra/core/workflows'),
    libsql: await loadPeer<LibsqlModule>('@mastra/libsql'),
    postgres: await loadPeer<PostgresModule>('@mastra/pg'),
    zod: await loadPeer<ZodModule>('zod'),
  });
  return findPeer('Mastra', load, say);
}

export function toMastraVersion(driver: '@mastra/libsql' | '@mastra/pg'): string {
  return ['@mastra/core', driver].map(readPeerVersion).join(', ');
}

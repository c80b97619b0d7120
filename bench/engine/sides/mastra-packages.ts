/** As much of the peer as is driven here. */
import { loadPeer, readPeerVersion } from '../../report/peers.ts';

export interface MastraPackages {
  readonly core: CoreModule;
  readonly workflows: WorkflowsModule;
  readonly libsql: LibsqlModule;
  readonly zod: ZodModule;
  readonly versions: string;
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
interface LibsqlStore {
  readonly client: LibsqlClient;
  init(): Promise<void>;
  close(): Promise<void>;
}
export interface LibsqlClient {
  execute(statement: string): Promise<unknown>;
}
interface ZodModule {
  object(shape: object): unknown;
}

/** Undefined, with the reason said, where they cannot be installed: then the benchmark goes on without them. */
export async function findMastra(say: (text: string) => void): Promise<MastraPackages | undefined> {
  try {
    return {
      core: await loadPeer<CoreModule>('@mastra/core'),
      workflows: await loadPeer<WorkflowsModule>('@mastra/core/workflows'),
      libsql: await loadPeer<LibsqlModule>('@mastra/libsql'),
      zod: await loadPeer<ZodModule>('zod'),
      versions: ['@mastra/core', '@mastra/libsql'].map(readPeerVersion).join(', '),
    };
  } catch (error) {
    say(`without Mastra: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

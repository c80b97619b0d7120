/** Workflows of DBOS, in the configuration of its guide: its system database is all that it is told. */
import { countPg } from '../../report/pg-driver.ts';
import { findPeer, loadPeer, readPeerVersion } from '../../report/peers.ts';
import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import type { Side } from './side.ts';

interface DbosModule {
  readonly DBOS: {
    setConfig(config: { name: string; systemDatabaseUrl: string; logLevel: string }): void;
    registerWorkflow(body: () => Promise<null>, options: { name: string }): () => Promise<null>;
    runStep(body: () => Promise<null>, options: { name: string }): Promise<null>;
    launch(): Promise<void>;
    shutdown(): Promise<void>;
  };
}

export async function openDbosSide(connectionString: string, say: (text: string) => void): Promise<Side | undefined> {
  const peer = await findPeer('DBOS', () => loadPeer<DbosModule>('@dbos-inc/dbos-sdk'), say);
  if (!peer) return undefined;
  const { DBOS } = peer;
  const doStep = (name: string) => DBOS.runStep(async () => null, { name });
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: connectionString, logLevel: 'error' });
  const steps = DBOS.registerWorkflow(
    async () => {
      for (let step = 0; step < STEPS_PER_RUN; step++) await doStep('nothing');
      return null;
    },
    { name: 'steps' },
  );
  const fan = DBOS.registerWorkflow(
    async () => {
      await Promise.allSettled(Array.from({ length: FAN_WIDTH }, (_, index) => doStep(`branch-${index}`)));
      return null;
    },
    { name: 'fan' },
  );
  await DBOS.launch();
  return {
    version: readPeerVersion('@dbos-inc/dbos-sdk'),
    runSteps: async () => void (await steps()),
    runFan: async () => void (await fan()),
    countStored: () => countPg(connectionString, 'SELECT count(*) FROM dbos.operation_outputs WHERE error IS NULL'),
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}

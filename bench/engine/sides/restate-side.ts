/** Handlers of Restate, served over HTTP/2 from this process and called through its server, each run journalled by it. */
import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import { findPeer, loadPeer, readPeerVersion } from '../../report/peers.ts';
import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import { RestateServer } from './restate-server.ts';
import type { Side } from './side.ts';

interface Context {
  run(name: string, body: () => Promise<null>): Promise<null>;
}
type Handlers = Readonly<Record<'steps' | 'fan', (context: Context) => Promise<null>>>;
type Listener = Parameters<typeof createServer>[1];
interface SdkModule {
  service(options: { name: string; handlers: Handlers }): object;
  createEndpointHandler(options: { services: readonly object[]; logger: () => void }): Listener;
  readonly RestatePromise: { all(promises: readonly Promise<null>[]): Promise<unknown> };
}
interface ClientsModule {
  connect(options: { url: string }): { serviceClient(service: { name: string }): Client };
}
type Client = Readonly<Record<'steps' | 'fan', () => Promise<null>>>;

const NAME = 'bench';
const PACKAGES = ['@restatedev/restate-server', '@restatedev/restate-sdk', '@restatedev/restate-sdk-clients'];

export async function openRestateSide(directory: string, say: (text: string) => void): Promise<Side | undefined> {
  const load = async () => ({
    sdk: await loadPeer<SdkModule>('@restatedev/restate-sdk'),
    clients: await loadPeer<ClientsModule>('@restatedev/restate-sdk-clients'),
    server: await RestateServer.start(directory),
  });
  const peer = await findPeer('Restate', load, say);
  if (!peer) return undefined;
  const { sdk, clients, server } = peer;
  const services = [sdk.service({ name: NAME, handlers: createHandlers(sdk) })];
  const endpoint = createServer(sdk.createEndpointHandler({ services, logger: () => {} })).listen(0, '127.0.0.1');
  const client = clients.connect({ url: server.ingress }).serviceClient({ name: NAME });
  const isServed = () => client.steps().then(() => true);
  await server.register(await findUrl(endpoint), isServed);
  return {
    version: PACKAGES.map(readPeerVersion).join(', '),
    runSteps: async () => void (await client.steps()),
    runFan: async () => void (await client.fan()),
    countStored: () => server.count("SELECT count(*) AS steps FROM sys_journal WHERE entry_type = 'Notification: Run'"),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      endpoint.close();
    },
  };
}

function createHandlers({ RestatePromise }: SdkModule): Handlers {
  return {
    async steps(context) {
      for (let step = 0; step < STEPS_PER_RUN; step++) await context.run('nothing', async () => null);
      return null;
    },
    async fan(context) {
      const names = Array.from({ length: FAN_WIDTH }, (_, index) => `branch-${index}`);
      await RestatePromise.all(names.map((name) => context.run(name, async () => null)));
      return null;
    },
  };
}

async function findUrl(server: Http2Server): Promise<string> {
  if (!server.listening) await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the endpoint has no port');
  return `http://127.0.0.1:${address.port}`;
}

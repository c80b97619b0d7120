/** Where a command works: at the server that is named, at the one that runs in the data directory, or in the directory or the database itself. */
import type { CommandContext } from '../command-context.ts';
import { CommandError } from '../report-error.ts';
import type { Desk } from './desk.ts';
import { findServer, readOwnerToken, readServerFile } from './find-server.ts';
import type { ServerPlace } from './remote-desk.ts';

export async function openDesk(context: CommandContext): Promise<Desk> {
  const server = await findServerPlace(context);
  return server ? openRemoteDesk(server) : openLocalDesk(context);
}

/** For what is left to others: to a server, or to the workers of a database. */
export async function openLastingDesk(context: CommandContext): Promise<Desk> {
  return context.config.database ? openDesk(context) : openServerDesk(context);
}

/** For what only a server can do. */
export async function openServerDesk(context: CommandContext): Promise<Desk> {
  const server = await findServerPlace(context);
  if (server) return openRemoteDesk(server);
  throw new CommandError('server_unreachable', `no server runs in ${context.config.dataDirectory}`);
}

export async function findServerPlace({ config }: Pick<CommandContext, 'config'>): Promise<ServerPlace | undefined> {
  const { server, token, dataDirectory } = config;
  if (server !== undefined) return { url: server, token: token ?? (await findOwnToken(server, dataDirectory)) };
  const found = await findServer(dataDirectory);
  return found && { url: found.url, token: await readOwnerToken(dataDirectory) };
}

/** The server that is named may be the one that runs here; its token is shown to no other. */
async function findOwnToken(server: string, directory: string): Promise<string | undefined> {
  const own = await readServerFile(directory);
  return own && new URL(own.url).origin === new URL(server).origin ? readOwnerToken(directory) : undefined;
}

// Loaded when they are needed: a command at a server opens no database, and the others need no client.
async function openRemoteDesk(server: ServerPlace): Promise<Desk> {
  const { RemoteDesk } = await import('./remote-desk.ts');
  return new RemoteDesk(server);
}

async function openLocalDesk(context: CommandContext): Promise<Desk> {
  const { LocalDesk } = await import('./local-desk.ts');
  return LocalDesk.open(context);
}

import type { SystemStatus } from '@tutti/protocol/api';
import { findServer, readServerFile } from '../desk/find-server.ts';
import { findServerPlace } from '../desk/open-desk.ts';
import type { ServerPlace } from '../desk/remote-desk.ts';
import type { Config } from '../parse-config.ts';
import { VERSION } from '../version.ts';
import { describeError } from '../report-error.ts';
import type { Finding } from './finding.ts';

export interface ServerCheck {
  readonly findings: readonly Finding[];
  /** Where commands would work; undefined in the data directory itself. */
  readonly place: ServerPlace | undefined;
}

/** Whether commands go to a server, and whether it is well. */
export async function checkServer(config: Config): Promise<ServerCheck> {
  const place = await findServerPlace({ config });
  if (!place) return { place, findings: await explainNone(config) };
  const { RemoteDesk } = await import('../desk/remote-desk.ts');
  const desk = new RemoteDesk(place);
  try {
    return { place, findings: toFindings(place.url, await desk.getStatus()) };
  } catch (error) {
    const { code, message, remedy } = describeError(error);
    return { place, findings: [{ about: 'server', state: 'broken', text: `${message} (${code})`, remedy }] };
  }
}

async function explainNone({ dataDirectory, database }: Config): Promise<Finding[]> {
  const left = await readServerFile(dataDirectory);
  const about = 'server';
  if (left && !(await findServer(dataDirectory)))
    return [{ about, state: 'note', text: `none runs; process ${left.pid}, which was one, has ended without a word` }];
  return [
    {
      about,
      state: 'note',
      text: `none runs here: commands work ${database ? 'at the database' : 'in the data directory'} by themselves`,
    },
  ];
}

function toFindings(
  url: string,
  { version, state, store, workers, driving, followers, authentication }: SystemStatus,
): Finding[] {
  const other: Finding[] =
    version === VERSION
      ? []
      : [
          {
            about: 'its version',
            state: 'warning',
            text: `${version}, and this command is of version ${VERSION}`,
            remedy: 'Use the command of the version of the server.',
          },
        ];
  const server: Finding =
    state === 'ready'
      ? {
          about: 'server',
          state: 'ok',
          text: `${url}, version ${version}, drives ${driving} runs, ${followers} followers`,
        }
      : { about: 'server', state: 'warning', text: `${url} is shutting down` };
  const kept: Finding =
    store.state === 'ok'
      ? { about: 'its store', state: 'ok', text: describeStore(store, workers) }
      : { about: 'its store', state: 'broken', text: store.message ?? store.state, remedy: toRemedy(store) };
  const open: Finding[] = authentication
    ? []
    : [
        {
          about: 'authentication',
          state: 'warning',
          text: 'off: everybody on that machine is the owner of everything',
        },
      ];
  return [server, ...other, kept, ...open];
}

function describeStore({ kind, version }: SystemStatus['store'], workers: number | undefined): string {
  const name = version === undefined ? kind : `${kind} ${version}`;
  return workers === undefined ? name : `${name}, ${workers} at work there`;
}

function toRemedy({ state }: SystemStatus['store']): string {
  return state === 'unreachable'
    ? 'Look at its database: work goes on by itself when that answers.'
    : 'Look at its disk.';
}

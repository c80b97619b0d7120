/** runtimes.yaml: which agents elsewhere this installation can reach, and which commands may be started. Looked at anew whenever it has changed. */
import { stat } from 'node:fs/promises';
import { type Connection, OverConnector, OwnDefinition, RuntimesConfig } from './definition.ts';
import { parseSettings, readYaml } from './read-yaml.ts';

export interface ReadRuntimes {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly commands: readonly (readonly string[])[];
}

export class RuntimesFile {
  readonly path: string;
  #seen: { readonly stamp: string; readonly read: ReadRuntimes } | undefined;

  constructor(path: string) {
    this.path = path;
  }

  async read(): Promise<ReadRuntimes> {
    const stamp = await toStamp(this.path);
    if (this.#seen?.stamp === stamp) return this.#seen.read;
    const read = this.#parse((await readYaml(this.path)) ?? {});
    this.#seen = { stamp, read };
    return read;
  }

  #parse(value: unknown): ReadRuntimes {
    const { connections, commands } = parseSettings(RuntimesConfig, value, this.path);
    const entries = Object.entries(connections ?? {}).map(([name, connection]) => {
      const place = `${this.path}, connection ${name},`;
      const parsed =
        'connector' in connection
          ? parseSettings(OverConnector, connection, place)
          : parseSettings(OwnDefinition, connection, place);
      return [name, parsed] as const;
    });
    return { connections: new Map(entries), commands: commands ?? [] };
  }
}

/** Another stamp, another content. */
async function toStamp(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found ? `${found.mtimeNs}:${found.size}:${found.ino}` : 'none';
}

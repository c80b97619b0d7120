/** The products that this version knows how to speak with: one YAML file each, written from the product's public documentation. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Connector } from './definition.ts';
import { parseSettings, readYaml } from './read-yaml.ts';

export async function readConnectors(folder: string): Promise<ReadonlyMap<string, Connector>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted();
  const connectors = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return parseSettings(Connector, await readYaml(path), path);
    }),
  );
  return new Map(connectors.map((connector) => [connector.id, connector]));
}

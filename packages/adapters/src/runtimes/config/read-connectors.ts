/** The products that this version knows how to speak with: one YAML file each, written from the product's public documentation. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';
import { Connector, Unreachable } from './definition.ts';
import { parseSettings, readYaml } from './read-yaml.ts';

export async function readConnectors(folder: string): Promise<ReadonlyMap<string, Connector>> {
  return new Map((await readAll(folder, Connector)).map((connector) => [connector.id, connector]));
}

/** Those that this version knows that it cannot speak with. */
export function readUnreachable(folder: string): Promise<readonly Unreachable[]> {
  return readAll(join(folder, 'without'), Unreachable);
}

async function readAll<Kind>(folder: string, schema: z.ZodType<Kind>): Promise<Kind[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return parseSettings(schema, await readYaml(path), path);
    }),
  );
}

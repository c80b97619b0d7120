/** mcp.lock: what was consented to and approved, word for word, so that every change can be refused and shown. Its order is stable, so that it can be compared. */
import { EffectClass, Hash, Json, toCanonicalText, ToolServerName, type UserId } from '@tutti/protocol';
import * as z from 'zod';
import { parsePlainYaml, readText } from './read-plain-yaml.ts';
import { replaceFile } from './replace-file.ts';

const Stamp = { by: z.string(), at: z.iso.datetime() };

export const LockedConsent = z.strictObject({ hash: Hash, what: z.string(), ...Stamp });
export type LockedConsent = z.infer<typeof LockedConsent>;

export const LockedTool = z.strictObject({
  /** Of its name as agents see it, its description and its schema. */
  hash: Hash,
  /** As its server said it was. */
  effect: EffectClass,
  ...Stamp,
  description: z.string(),
  input: Json,
});
export type LockedTool = z.infer<typeof LockedTool>;

const LockedServer = z.strictObject({
  consent: LockedConsent.optional(),
  tools: z.record(z.string(), LockedTool).default({}),
});
export type LockedServer = z.infer<typeof LockedServer>;

const Lock = z.strictObject({ version: z.literal(1), servers: z.record(ToolServerName, LockedServer).default({}) });
export type Lock = z.infer<typeof Lock>;

const HEADER = '# What was allowed and approved: written by Tutti, to be read and compared, not to be edited.\n';
const NONE: LockedServer = { tools: {} };

export interface Signature {
  readonly by: UserId;
  /** ISO time. */
  readonly at: string;
}

export class LockFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async read(): Promise<Lock> {
    const text = await readText(this.path);
    if (text === undefined) return { version: 1, servers: {} };
    const yaml = await parsePlainYaml(text, this.path);
    const parsed = Lock.safeParse(yaml.value);
    if (!parsed.success) throw yaml.toError(parsed.error.issues[0]);
    return parsed.data;
  }

  async find(server: ToolServerName): Promise<LockedServer> {
    return takeServer(await this.read(), server);
  }

  async change(server: ToolServerName, act: (before: LockedServer) => LockedServer | undefined): Promise<void> {
    const lock = await this.read();
    const { [server]: _before, ...others } = lock.servers;
    const after = act(takeServer(lock, server));
    const changed = { ...lock, servers: after ? { ...others, [server]: after } : others };
    await replaceFile(this.path, await render(changed));
  }
}

/** A server may have a name that means something to every object. */
function takeServer({ servers }: Lock, server: ToolServerName): LockedServer {
  return (Object.hasOwn(servers, server) ? servers[server] : undefined) ?? NONE;
}

/** Names in the order of the alphabet, facts before long texts, schemas with their keys sorted. */
async function render({ servers }: Lock): Promise<string> {
  const { stringify } = await import('yaml');
  const sorted = sortByName(servers, ({ consent, tools }) => ({
    ...(consent && { consent }),
    tools: sortByName(tools, ({ hash, effect, by, at, description, input }) => {
      const ordered: unknown = JSON.parse(toCanonicalText(input));
      return { hash, effect, by, at, description, input: ordered };
    }),
  }));
  return HEADER + stringify({ version: 1, servers: sorted }, { lineWidth: 0, aliasDuplicateObjects: false });
}

function sortByName<Value, Shown>(
  record: Readonly<Record<string, Value>>,
  show: (value: Value) => Shown,
): Record<string, Shown> {
  const entries = Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, show(value)]));
}

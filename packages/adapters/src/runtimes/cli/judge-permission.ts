/**
 * What a command-line agent asks leave for is judged as the calls of any tool are: by the agent's definition and the rules of
 * the installation, under the name `acp__<kind>`. Nobody is there to be asked in the middle of its turn, so what would have to be asked is refused.
 */
import type { PermissionOption, RequestPermissionRequest } from '@agentclientprotocol/sdk';
import type { ToolPolicy } from '@tutti/engine';
import type { Agent, EffectClass, Json } from '@tutti/protocol';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface Judge {
  readonly agent: Pick<Agent, 'id' | 'effects' | 'ask'>;
  readonly policy: ToolPolicy;
  readonly files: WorkspaceFiles;
}

const SET = 'acp';

/** The option to choose, or undefined: then the request is answered as cancelled. */
export function judgePermission(
  { toolCall, options }: RequestPermissionRequest,
  { agent, policy, files }: Judge,
): PermissionOption | undefined {
  const paths = (toolCall.locations ?? []).map(({ path }) => path);
  const kind = toolCall.kind ?? 'other';
  const effect = toEffect(kind, paths.length > 0 && paths.every((path) => files.contains(path)));
  const input = { title: toolCall.title ?? '', paths };
  // Once, never for always: the next request is judged anew.
  const wanted = mayDo({ agent, policy }, { kind, effect, input }) ? 'allow_once' : 'reject_once';
  return options.find((option) => option.kind === wanted);
}

export function mayDo(
  { agent, policy }: Omit<Judge, 'files'>,
  { kind, effect, input }: { kind: string; effect: EffectClass; input: Json },
): boolean {
  return policy.decide({ agent, tool: `${SET}__${kind}`, set: SET, effect, input }).verdict === 'allow';
}

/** In its workspace a change is seen, compared and undone; of everything else nothing is known. */
function toEffect(kind: string, isInWorkspace: boolean): EffectClass {
  if (kind === 'think' || kind === 'switch_mode') return 'pure';
  if (kind === 'read' || kind === 'search') return isInWorkspace ? 'read' : 'irreversible';
  if (kind === 'edit') return isInWorkspace ? 'idempotent' : 'irreversible';
  return 'irreversible';
}

/** An approved tool of a server, as agents are offered it: with the words and the schema that a person has seen. */
import type { Tool } from '@tutti/engine';
import { isGuarded, Json, type ToolServerConfig, type ToolServerName } from '@tutti/protocol';
import * as z from 'zod';
import { listHosts } from '../list-hosts.ts';
import { toInputCheck } from './checks/to-input-check.ts';
import type { LockedTool } from './files/lock-file.ts';
import type { JudgedTool } from './judge-tools.ts';
import type { ToolAnswer } from './to-output.ts';
import { ToolServerError } from './tool-server-error.ts';

export interface CallWish {
  /** As its server calls it. */
  readonly name: string;
  readonly input: Readonly<Record<string, Json>>;
  readonly signal: AbortSignal;
}

export interface ToolParts {
  readonly server: ToolServerName;
  readonly tool: JudgedTool;
  readonly locked: LockedTool;
  readonly config: ToolServerConfig;
  readonly call: (wish: CallWish) => Promise<ToolAnswer>;
}

const Input = z.record(z.string(), Json);
/** So that the limit of the server is met first, and says what was waited for. */
const GRACE_MS = 2_000;

export function toTool({ tool, locked, config, call }: ToolParts): Tool {
  const effect = tool.effectIsSet ? tool.effect : locked.effect;
  const { startSeconds, totalSeconds } = config.limits;
  return {
    name: tool.tool,
    description: locked.description,
    input: toInputCheck(locked.input),
    schema: locked.input,
    effect,
    timeoutMs: (startSeconds + totalSeconds) * 1_000 + GRACE_MS,
    // What it gives may be private, and may as well be the words of strangers: nobody here knows which.
    labels: [
      { source: 'tool', name: tool.tool },
      { source: 'web', name: tool.tool },
    ],
    hostsOf: listHosts,
    async use(input, { signal }) {
      signal.throwIfAborted();
      const { failed, output, text } = await call({ name: tool.name, input: Input.parse(input), signal });
      if (!failed) return output;
      // The server has said how it ended: of a guarded effect that is no doubt, but its outcome.
      if (isGuarded(effect)) return { error: text };
      throw new ToolServerError('tool_failed', text);
    },
  };
}

/** A Chromium that agents look at pages with, driven by the MCP server of Playwright. Pages are written by strangers, and labelled so. */
import { type Clock, RunError, type Tool, type ToolPlace, type ToolSource } from '@tutti/engine';
import { type EffectClass, isGuarded } from '@tutti/protocol';
import { toInputCheck } from '../../mcp/checks/to-input-check.ts';
import type { LiveTool } from '../../mcp/list-tools.ts';
import { listHosts } from '../../list-hosts.ts';
import { BROWSER_EFFECTS } from './browser-effects.ts';
import { Browsers } from './browsers.ts';
import { findBrowser } from './find-browser.ts';
import { judgeInput, withoutFile } from './judge-input.ts';

export interface BrowserOptions {
  /** The program of Chromium; absent: at one of its usual places. */
  readonly executable?: string | undefined;
  /** `host:port` of places that are not public, and open all the same. */
  readonly open?: readonly string[] | undefined;
  readonly directory: string;
  readonly clock: Clock;
  readonly version: string;
}

const PORTS = [80, 443, 8_080, 8_443];
/** The server ends a call itself before that. */
const LIMIT_MS = 160_000;

export function createBrowserTools({ open = [], ...options }: BrowserOptions): ToolSource & AsyncDisposable {
  const browsers = new Browsers({ ...options, rules: { open, ports: PORTS } });
  return {
    names: ['browser'],
    fixed: false,
    async open(_name, place) {
      const listed = await browsers.list(place.signal);
      const tools = listed.flatMap((live) => {
        const effect = BROWSER_EFFECTS.get(live.name);
        return effect === undefined || live.refusal !== undefined ? [] : [toTool(live, { effect, browsers, place })];
      });
      if (tools.length > 0) return tools;
      throw new RunError(
        'tool_unusable',
        'the installed server of Playwright has none of the tools that agents may have',
        {
          nothingHappened: true,
        },
      );
    },
    async look() {
      await findBrowser(options.executable);
      return [...BROWSER_EFFECTS].map(([name, effect]) => ({ name: toOwnName(name), description: '', effect }));
    },
    [Symbol.asyncDispose]: () => browsers[Symbol.asyncDispose](),
  };
}

function toOwnName(name: string): string {
  return `browser__${name.replace(/^browser_/, '')}`;
}

function toTool(
  { name, description, input: listed }: LiveTool,
  { effect, browsers, place }: { effect: EffectClass; browsers: Browsers; place: ToolPlace },
): Tool {
  const { tenant, run, agent } = place;
  const owner = [tenant, run, agent].join(' ');
  const schema = withoutFile(listed);
  return {
    name: toOwnName(name),
    description,
    input: toInputCheck(schema),
    schema,
    effect,
    timeoutMs: LIMIT_MS,
    labels: [{ source: 'web', name: 'browser' }],
    hostsOf: listHosts,
    async use(input, { signal }) {
      signal.throwIfAborted();
      const { failed, output, text } = await browsers.call({ owner, tool: name, input: judgeInput(input), signal });
      if (!failed) return output;
      // It has said how it ended: of a guarded effect that is no doubt, but its outcome.
      if (isGuarded(effect)) return { error: text };
      throw new RunError('tool_failed', text, { nothingHappened: true });
    },
  };
}

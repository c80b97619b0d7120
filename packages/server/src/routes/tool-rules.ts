/** What agents may do with tools: the rules of this installation, and what they would say of a call. */
import { decideCall, SET_SEPARATOR } from '@tutti/engine';
import type { EffectClass } from '@tutti/protocol';
import type { Api, ToolDecisionView, ToolRulesView } from '@tutti/protocol/api';
import type { Caller } from '../access/caller.ts';
import type { HomeHandler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';
import type { HomeToolRules } from '../home/tool-rules.ts';
import type { Home } from '../home/open-home.ts';
import { toProblem, withoutWords } from '../tools/find-config-problems.ts';
import { findToolFacts } from '../tools/look-at-sets.ts';
import { isOurs } from './is-ours.ts';

export const getToolRules: HomeHandler<Api['getToolRules']> = async ({ caller }, { home }) => {
  const rules = getRules(caller, home);
  // As the file is now, and not as it was when somebody last looked.
  await rules.look();
  return { status: 200, body: toView(rules, caller) };
};

export const putToolRules: HomeHandler<Api['putToolRules']> = async ({ caller, body }, { home }) => {
  const rules = getRules(caller, home);
  const { egress: wished, ...others } = body;
  // What stands in the file may be newer than what is known here.
  await rules.look();
  const egress = wished === undefined ? rules.rules.egress : wished;
  await rules.replace({ ...others, ...(egress && { egress }) });
  return { status: 200, body: toView(rules, caller) };
};

export const checkToolCall: HomeHandler<Api['checkToolCall']> = async ({ caller, body }, { home }) => {
  const { tool, input } = body;
  const rules = getRules(caller, home);
  await rules.look();
  const agent = (await home.agents.of(caller.principal.tenant)).get(body.agent);
  const [set = tool] = tool.split(SET_SEPARATOR);
  const meant = body.effect ? ({ effect: body.effect, effectFrom: 'asked' } as const) : await findEffect(home, tool);
  const decision = decideCall({ agent, tool, set, effect: meant.effect, input }, rules.rules);
  return { status: 200, body: { ...decision, ...meant } };
};

type MeantEffect = Pick<ToolDecisionView, 'effectFrom'> & { readonly effect: EffectClass };

/** Of a server of tools what is known of it without starting it. */
async function findEffect({ tools: { servers, toolbox }, principal }: Home, tool: string): Promise<MeantEffect> {
  const ofServers = (await servers.mcp.list().catch(() => [])).flatMap((status) => status.tools);
  const served = ofServers.find((each) => each.tool === tool);
  const found = served ?? (await findToolFacts({ toolbox, but: servers.mcp }, tool, principal.tenant));
  return found ? { effect: found.effect, effectFrom: 'tool' } : { effect: 'irreversible', effectFrom: 'unknown' };
}

function toView({ rules, problem }: HomeToolRules, { principal }: Caller): ToolRulesView {
  const [found] = toProblem('tools.yaml', problem);
  if (!found) return rules;
  return { ...rules, problem: principal.rights.includes('manage') ? found : withoutWords(found) };
}

/** They are of the installation: what one tenant wrote there would count for all. */
function getRules(caller: Caller, home: Home): HomeToolRules {
  if (isOurs(caller, home)) return home.tools.rules;
  throw new RequestError('forbidden', 'the rules of the tools belong to the tenant of this installation');
}

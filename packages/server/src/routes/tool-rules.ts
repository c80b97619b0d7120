/** What agents may do with tools: the rules of this installation, and what they would say of a call. */
import { decideCall, SET_SEPARATOR } from '@tutti/engine';
import type { Api } from '@tutti/protocol/api';
import type { Caller } from '../access/caller.ts';
import type { HomeHandler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';
import type { HomeToolRules } from '../home/tool-rules.ts';
import type { Home } from '../home/open-home.ts';
import { isOurs } from './is-ours.ts';

export const getToolRules: HomeHandler<Api['getToolRules']> = async ({ caller }, { home }) => ({
  status: 200,
  body: getRules(caller, home).rules,
});

export const putToolRules: HomeHandler<Api['putToolRules']> = async ({ caller, body }, { home }) => {
  const rules = getRules(caller, home);
  await rules.replace(body);
  return { status: 200, body: rules.rules };
};

export const checkToolCall: HomeHandler<Api['checkToolCall']> = async ({ caller, body }, { home }) => {
  const { tool, effect, input } = body;
  const { rules } = getRules(caller, home);
  const agent = home.catalogue.get(body.agent);
  const [set = tool] = tool.split(SET_SEPARATOR);
  return { status: 200, body: decideCall({ agent, tool, set, effect, input }, rules) };
};

/** They are of the installation: what one tenant wrote there would count for all. */
function getRules(caller: Caller, home: Home): HomeToolRules {
  if (isOurs(caller, home)) return home.tools.rules;
  throw new RequestError('forbidden', 'the rules of the tools belong to the tenant of this installation');
}

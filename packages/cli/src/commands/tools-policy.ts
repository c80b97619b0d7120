import { EffectClass, type ToolRule } from '@tutti/protocol';
import type { ToolDecisionView, ToolRulesView } from '@tutti/protocol/api';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseJsonOption } from '../parse-json-option.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { createStyle, type Style } from '../view/style.ts';

export interface CheckOptions extends CommonOptions {
  readonly effect?: string;
  readonly input?: string;
}

/** What agents may do with tools, as it counts now. */
export async function toolsPolicyCommand(context: CommandContext, { json = false }: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const rules = await desk.policy.getRules();
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(rules));
  else for (const line of renderRules(rules, createStyle(out.color))) writeLine(out, line);
  return EXIT.done;
}

/** What would be decided about a call, and why. */
export async function checkCallCommand(
  context: CommandContext,
  typed: { readonly agent: string; readonly tool: string },
  options: CheckOptions,
): Promise<number> {
  const input = parseJsonOption(options.input, '--input');
  const effect = options.effect === undefined ? undefined : choose(EffectClass.options, options.effect, 'effect');
  await using desk = await openDesk(context);
  const { id: agent } = await desk.agents.get(typed.agent);
  const decision = await desk.policy.check({
    agent,
    tool: typed.tool,
    ...(effect !== undefined && { effect }),
    ...(input !== undefined && { input }),
  });
  const { out } = context.terminal;
  const style = createStyle(out.color);
  const { verdict, because, waitMs, effectFrom } = decision;
  const wait = waitMs === undefined ? '' : `  ${style.dim(`a person has ${Math.round(waitMs / 60_000)} minutes`)}`;
  if (options.json) writeLine(out, JSON.stringify(decision));
  else {
    writeLine(out, `${toTone(verdict, style)}  ${toPlainLine(because)}${wait}`);
    writeLine(out, style.dim(`${''.padEnd(5)}  its effect: ${decision.effect}, ${SOURCES[effectFrom]}`));
  }
  return verdict === 'deny' ? EXIT.failed : EXIT.done;
}

const SOURCES: Record<ToolDecisionView['effectFrom'], string> = {
  asked: 'as asked for',
  tool: 'as the tool says',
  unknown: 'as nobody knows this tool',
};

/** A mistake in the file, for whoever looks at no log. */
function renderProblem({ problem }: ToolRulesView, style: Style): string[] {
  if (!problem) return [];
  const { file, message, remedy } = problem;
  return [
    `${style.red(`${file} cannot be used as it is:`)} ${toPlainLine(message)}`,
    style.dim(`  ${toPlainLine(remedy)} Until then the rules that were read before go on to count.`),
  ];
}

function renderRules(view: ToolRulesView, style: Style): string[] {
  const { rules, waitMinutes, egress } = view;
  const head =
    rules.length === 0
      ? 'There are no rules: what an agent may is what its own definition says.'
      : 'The most specific rule decides; an agent that may not do something by its own definition never may.';
  const lines = rules.map((rule, index) => `  ${String(index + 1).padStart(3)}  ${renderRule(rule, style)}`);
  const wait = waitMinutes === undefined ? [] : [style.dim(`  A person has ${waitMinutes} minutes to decide.`)];
  const hosts = egress?.hosts.map(toPlainLine).join(', ') || 'none';
  const others = egress?.otherwise === 'ask' ? 'a person is asked about others' : 'others are refused';
  const way =
    egress === undefined ? [] : [`  Once private data have been read, hosts that may be reached: ${hosts}; ${others}.`];
  return [...renderProblem(view, style), head, ...lines, ...wait, ...way];
}

function renderRule(rule: ToolRule, style: Style): string {
  const { agent, tool, effect, because } = rule;
  const conditions = [
    agent !== undefined && `agent ${agent}`,
    tool !== undefined && `tool ${tool}`,
    effect !== undefined && `effect ${effect}`,
    ...Object.entries(rule.arguments ?? {}).map(([name, pattern]) => `${name} = ${JSON.stringify(pattern)}`),
  ].filter((part) => part !== false);
  const about = conditions.length === 0 ? 'every call' : conditions.join(', ');
  const why = because === undefined ? '' : `  ${style.dim(toPlainLine(because))}`;
  return `${toTone(rule.verdict, style)}  ${toPlainLine(about)}${why}`;
}

function toTone(verdict: ToolRule['verdict'], style: Style): string {
  const word = verdict.padEnd(5);
  if (verdict === 'deny') return style.red(word);
  return verdict === 'ask' ? style.yellow(word) : style.green(word);
}

import type { Agent, EffectClass } from '@tutti/protocol';
import { type AgentDetails, type AgentView, findHandovers } from '@tutti/protocol/api';
import type { ReactNode } from 'react';
import { AgentName } from '../../domain/agent-name.tsx';
import { agentsText as text } from '../../strings/agents.ts';
import { moneyText } from '../../strings/money.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Fact } from '../../ui/key-value.tsx';
import { TextLink } from '../../ui/text-link.tsx';

/** What it is among the others. */
export function toKindFacts(agent: AgentDetails, others: readonly AgentView[]): Fact[] {
  const { version, runtime, works, suites, aliases, product, category, role, capabilities } = agent;
  const handsTo = findHandovers(agent, others);
  return [
    ...(product === undefined ? [] : [{ label: text.product, value: product }]),
    ...(category === undefined
      ? []
      : [
          {
            label: text.by.category,
            value: (
              <TextLink to="/ui/agents" search={{ category }}>
                {category}
              </TextLink>
            ),
          },
        ]),
    ...(role === undefined ? [] : [{ label: text.role, value: text.roleName[role] }]),
    { label: text.capabilities, value: <Names names={capabilities} /> },
    ...whereAny(text.suites, suites),
    ...whereAny(text.aliases, aliases),
    ...(handsTo.length > 0
      ? [{ label: text.handsTo, value: <Many items={handsTo.map((id) => <AgentName key={id} agent={id} />)} /> }]
      : []),
    { label: text.runtime, value: text.runtimeName[works?.kind ?? runtime] },
    ...(works?.target === undefined ? [] : [{ label: text.target, value: works.target }]),
    ...(works?.missing === undefined ? [] : [{ label: text.notConfigured, value: works.missing }]),
    { label: text.version, value: version },
  ];
}

/** What it may use, and what happens without a person. */
export function toEffectFacts({ tools, effects, ask }: Agent): Fact[] {
  const refused = text.effects.filter((effect) => !effects.includes(effect) && !ask.includes(effect));
  return [
    { label: text.tools, value: tools.length > 0 ? <Names names={tools} /> : text.noTools },
    ...effectFact(text.byItself, effects),
    ...effectFact(text.asks, ask),
    ...effectFact(text.never, refused),
  ];
}

/** Which models answer for it, and which do not. */
export function toPolicyFacts({ id, models, maxCallsPerTurn }: Agent): Fact[] {
  const { prefer, fallback, otherwise, paid, complexity, cache, maxOutputTokens } = models;
  return [
    { label: text.prefers, value: prefer.length > 0 ? <Names names={prefer} /> : text.anyModel },
    ...whereAny(text.fallback, fallback),
    ...(prefer.length > 0 ? [{ label: text.otherwise, value: text.otherwiseMeans[otherwise] }] : []),
    { label: text.paid, value: text.paidMeans[paid] },
    {
      label: moneyText.complexityLabel,
      value: complexity === 'auto' ? text.complexityAuto : moneyText.complexity[complexity],
    },
    ...(cache ? [{ label: text.cache, value: text.cacheMeans }] : []),
    { label: text.maxOutput, value: text.tokens(maxOutputTokens.toLocaleString('en')) },
    { label: text.maxCalls, value: maxCallsPerTurn },
    {
      label: text.which,
      value: (
        <TextLink to="/ui/models" search={{ tab: 'which', agent: id }}>
          {text.askWhich}
        </TextLink>
      ),
    },
  ];
}

function whereAny(label: string, names: readonly string[]): Fact[] {
  return names.length === 0 ? [] : [{ label, value: <Names names={names} /> }];
}

function effectFact(label: string, effects: readonly EffectClass[]): Fact[] {
  return effects.length === 0 ? [] : [{ label, value: effects.map((effect) => text.effectName[effect]).join(', ') }];
}

function Names({ names }: { names: readonly string[] }) {
  return <Many items={names.map((name) => <Badge key={name}>{name}</Badge>)} />;
}

function Many({ items }: { items: readonly ReactNode[] }) {
  return <span className="flex flex-wrap gap-x-2 gap-y-1">{items}</span>;
}

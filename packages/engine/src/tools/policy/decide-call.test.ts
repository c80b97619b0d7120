import { Agent, type EffectClass, type Json, ToolRules } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type CallFacts, decideCall } from './decide-call.ts';
import { matchesPattern } from './matches-pattern.ts';

const agent = Agent.parse({ id: 'coding', purpose: 'codes', capabilities: ['code'], instructions: 'Code.' });

const facts = (more: Partial<CallFacts> = {}): CallFacts => ({
  agent,
  tool: 'git__push',
  set: 'git',
  effect: 'irreversible',
  input: { branch: 'main', options: { force: true } },
  ...more,
});

type Rules = NonNullable<z.input<typeof ToolRules>['rules']>;
const decide = (rules: Rules, more?: Partial<CallFacts>) => decideCall(facts(more), ToolRules.parse({ rules })).verdict;

const ORDERS: readonly [string, Rules, string][] = [
  [
    'a tool before its set',
    [
      { tool: 'git', verdict: 'deny' },
      { tool: 'git__push', verdict: 'allow' },
    ],
    'allow',
  ],
  [
    'a set before a pattern',
    [
      { tool: 'git__*', verdict: 'deny' },
      { tool: 'git', verdict: 'allow' },
    ],
    'allow',
  ],
  ['a pattern before every tool', [{ verdict: 'deny' }, { tool: '*push', verdict: 'allow' }], 'allow'],
  [
    'a tool before an agent',
    [
      { agent: 'coding', verdict: 'allow' },
      { tool: 'git__push', verdict: 'deny' },
    ],
    'deny',
  ],
  [
    'arguments before none',
    [
      { agent: 'coding', tool: 'git__push', verdict: 'allow' },
      { tool: 'git__push', arguments: { branch: 'main' }, verdict: 'deny' },
    ],
    'deny',
  ],
  [
    'an agent before a pattern of agents',
    [
      { agent: 'cod*', verdict: 'deny' },
      { agent: 'coding', verdict: 'allow' },
    ],
    'allow',
  ],
  ['an effect before none', [{ verdict: 'deny' }, { effect: 'irreversible', verdict: 'allow' }], 'allow'],
  [
    'what denies among equals',
    [
      { tool: 'git__push', verdict: 'allow' },
      { tool: 'git__push', verdict: 'deny' },
      { tool: 'git__push', verdict: 'ask' },
    ],
    'deny',
  ],
  [
    'what asks before what allows among equals',
    [
      { tool: 'git', verdict: 'allow' },
      { tool: 'git', verdict: 'ask' },
    ],
    'ask',
  ],
];

describe('what an agent may by its own definition', () => {
  it.each([
    ['pure', 'allow'],
    ['read', 'allow'],
    ['idempotent', 'allow'],
    ['compensatable', 'ask'],
    ['irreversible', 'ask'],
  ] as const)('is by default for an effect that is %s: %s', (effect, verdict) => {
    expect(decide([], { effect })).toBe(verdict);
  });

  it('is refused where it stands in neither list, and asked about where it stands in both', () => {
    const reader = { ...agent, effects: ['read'] as EffectClass[], ask: [] };
    expect(decide([], { agent: reader })).toBe('deny');
    const both = { ...agent, effects: ['irreversible'] as EffectClass[], ask: ['irreversible'] as EffectClass[] };
    expect(decide([], { agent: both })).toBe('ask');
  });
});

describe('the rules of an installation', () => {
  it('never give an agent what its definition refuses it', () => {
    const reader = { ...agent, effects: ['read'] as EffectClass[], ask: [] };
    const rules = [{ agent: 'coding', tool: 'git__push', effect: 'irreversible', verdict: 'allow' }] as const;
    expect(decide([...rules], { agent: reader })).toBe('deny');
  });

  it('allow what the agent would have to ask for, and ask or deny what it may', () => {
    expect(decide([{ tool: 'git', verdict: 'allow' }])).toBe('allow');
    expect(decide([{ tool: 'git', verdict: 'ask' }], { effect: 'read' })).toBe('ask');
    expect(decide([{ tool: 'git', verdict: 'deny' }], { effect: 'read' })).toBe('deny');
  });

  it.each(ORDERS)('take %s, in whatever order they stand', (_, rules, verdict) => {
    expect(decide(rules)).toBe(verdict);
    expect(decide(rules.toReversed())).toBe(verdict);
  });
});

describe('the arguments that rules name', () => {
  it.each<[string, { patterns: Record<string, string>; input: Json; fits: boolean }]>([
    ['a text', { patterns: { branch: 'main' }, input: { branch: 'main' }, fits: true }],
    ['the whole of a text only', { patterns: { branch: 'main' }, input: { branch: 'main2' }, fits: false }],
    ['a pattern', { patterns: { path: 'docs/*.md' }, input: { path: 'docs/a/b.md' }, fits: true }],
    ['a way down', { patterns: { 'options.force': 'true' }, input: { options: { force: true } }, fits: true }],
    ['a name with dots', { patterns: { 'a.b': 'x' }, input: { 'a.b': 'x' }, fits: true }],
    ['an item of a list', { patterns: { 'argv.0': 'rm' }, input: { argv: ['rm', '-rf'] }, fits: true }],
    ['a list as JSON', { patterns: { argv: '["rm",*' }, input: { argv: ['rm', '-rf'] }, fits: true }],
    ['a number', { patterns: { count: '7' }, input: { count: 7 }, fits: true }],
    ['every one of them', { patterns: { a: '1', b: '2' }, input: { a: 1, b: 3 }, fits: false }],
    ['nothing that is not there', { patterns: { missing: '*' }, input: { a: 1 }, fits: false }],
    ['nothing that every object has', { patterns: { constructor: '*' }, input: {}, fits: false }],
    ['nothing in what is no object', { patterns: { a: '*' }, input: 'text', fits: false }],
  ])('are looked at: %s', (_, { patterns, input, fits }) => {
    expect(decide([{ arguments: patterns, verdict: 'deny' }], { input })).toBe(fits ? 'deny' : 'ask');
  });
});

describe('rules', () => {
  it('say which of them decided and why, and how long a person has', () => {
    const rules = ToolRules.parse({
      rules: [{ verdict: 'ask' }, { tool: 'git', verdict: 'ask', because: 'it is public' }],
      waitMinutes: 5,
    });
    expect(decideCall(facts(), rules)).toEqual({ verdict: 'ask', because: 'it is public', rule: 2, waitMs: 300_000 });
  });

  it('refuse what they do not know', () => {
    for (const rule of [
      { verdict: 'maybe' },
      { verdict: 'allow', tools: 'git' },
      { tool: 'git' },
      { verdict: 'deny', arguments: {} },
      { verdict: 'deny', effect: 'bad' },
    ])
      expect(ToolRules.safeParse({ rules: [rule] }).success).toBe(false);
    expect(ToolRules.safeParse({ rule: [] }).success).toBe(false);
  });
});

describe('a pattern', () => {
  it.each([
    ['', '*', true],
    ['abc', 'abc', true],
    ['abc', 'a*c', true],
    ['ac', 'a*c', true],
    ['aba', 'aba*aba', false],
    ['abaaba', 'aba*aba', true],
    ['a.c', 'a?c', false],
    ['axbxc', 'a*b*c', true],
    ['axbx', 'a*b*c', false],
    ['a*b', 'a*b', true],
    ['abcbd', '*bc*b*', true],
    ['ab', '*b*b', false],
    ['line\nbreak', 'line*', true],
  ])('takes %j by %j: %j', (text, pattern, fits) => {
    expect(matchesPattern(text, pattern)).toBe(fits);
  });

  it('is quick whatever it is', () => {
    expect(matchesPattern('a'.repeat(100_000), `${'*a'.repeat(90)}*b`)).toBe(false);
  });
});

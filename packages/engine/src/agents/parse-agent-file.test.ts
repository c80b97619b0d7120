import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors.ts';
import { parseAgentFile } from './parse-agent-file.ts';

const VALID = `---
# What it is for.
id: code-review
purpose: "Reads code: says what must change."
capabilities:
  - code-review
  - 'security'
tools: [calculate, "write_note"]
models: []
maxCallsPerTurn: 8
maxOutputTokens: 2048
---

Read the goal first.

---
Then read the code.
`;

/** What is changed in the valid file, and what the message must say then. */
const BROKEN = [
  { problem: 'no front matter', from: '---\n#', to: 'x\n#', line: 1, remedy: 'Let its first line be ---' },
  { problem: 'no end', from: /\n---\n[\s\S]*/u, to: '', line: 1, remedy: 'Close it with a line of ---' },
  { problem: 'an unknown key', from: 'models: []', to: 'model: gpt', line: 9, remedy: 'Use one of id, purpose' },
  { problem: 'a key given twice', from: 'models: []', to: 'id: other', line: 9, remedy: 'Keep one of them' },
  {
    problem: 'a list in place of a text',
    from: 'id: code-review',
    to: 'id: [a, b]',
    line: 3,
    remedy: 'Write it as one value',
  },
  {
    problem: 'a text in place of a list',
    from: 'models: []',
    to: 'models: fast',
    line: 9,
    remedy: 'Write it as a list',
  },
  { problem: 'an open list', from: 'models: []', to: 'models: [fast', line: 9, remedy: 'Add the ]' },
  { problem: 'an empty item', from: 'models: []', to: 'models: [a, , b]', line: 9, remedy: 'Remove it' },
  {
    problem: 'a word in place of a number',
    from: 'Turn: 8',
    to: 'Turn: many',
    line: 10,
    remedy: 'whole number above 0',
  },
  { problem: 'a word in place of a switch', from: 'models: []', to: 'cache: often', line: 9, remedy: 'true or false' },
  { problem: 'an unknown wish', from: 'models: []', to: 'paid: gladly', line: 9, remedy: 'Mend the line "paid' },
  {
    problem: 'values by name in place of a list',
    from: 'models: []',
    to: 'models:\n  a: b',
    line: 9,
    remedy: 'a list',
  },
  { problem: 'a text in place of values by name', from: 'models: []', to: 'setup: x', line: 9, remedy: 'name: value' },
  {
    problem: 'items and values by name under one key',
    from: 'models: []',
    to: 'setup:\n  flow: x\n  - y',
    line: 11,
    remedy: 'Use one of them',
  },
  { problem: 'an unknown effect', from: 'models: []', to: 'effects: [all]', line: 9, remedy: 'Mend the line "effects' },
  {
    problem: 'an alias with capitals',
    from: 'models: []',
    to: 'aliases: [A]',
    line: 9,
    remedy: 'Mend the line "aliases',
  },
  { problem: 'an unknown role', from: 'models: []', to: 'role: king', line: 9, remedy: 'Mend the line "role' },
  { problem: 'a stray line', from: 'models: []', to: 'models', line: 9, remedy: 'neither "key: value"' },
  {
    problem: 'an item under no key',
    from: 'models: []',
    to: 'models: []\n  - fast',
    line: 10,
    remedy: 'Put it under a line',
  },
  {
    problem: 'an unquoted colon',
    from: '"Reads code: says what must change."',
    to: 'Reads code: says what',
    line: 4,
    remedy: 'double quotes',
  },
  {
    problem: 'an unquoted comment',
    from: 'id: code-review',
    to: 'id: code-review # the reviewer',
    line: 3,
    remedy: 'double quotes',
  },
  { problem: 'an id with capitals', from: 'id: code-review', to: 'id: CodeReview', line: 3, remedy: 'lower case' },
  { problem: 'no purpose', from: /purpose: .*\n/u, to: '', line: 11, remedy: 'or add it' },
  {
    problem: 'no instructions',
    from: /\n---\n\n[\s\S]*/u,
    to: '\n---\n',
    line: 12,
    remedy: 'below the front matter',
  },
  { problem: 'an empty list of capabilities', from: / {2}- .*\n/gu, to: '', line: 5, remedy: 'Mend the line' },
];

describe('parseAgentFile', () => {
  it('reads front matter and instructions into an agent, with defaults for the rest', () => {
    expect(parseAgentFile(VALID, 'code-review.md')).toEqual({
      id: 'code-review',
      version: 1,
      suites: [],
      aliases: [],
      purpose: 'Reads code: says what must change.',
      capabilities: ['code-review', 'security'],
      instructions: 'Read the goal first.\n\n---\nThen read the code.',
      models: {
        prefer: [],
        fallback: [],
        otherwise: 'anything',
        paid: 'when_needed',
        complexity: 'auto',
        cache: false,
        maxOutputTokens: 2048,
      },
      tools: ['calculate', 'write_note'],
      effects: ['pure', 'read', 'idempotent'],
      ask: ['compensatable', 'irreversible'],
      examples: [],
      runtime: 'llm',
      maxCallsPerTurn: 8,
    });
  });

  it('reads what it is among others, and what it may cause', () => {
    const more = [
      'suites: [organized-system, crew]',
      'aliases: [reviewer]',
      'product: "Kali: tools"',
      'category: Development',
      'role: specialist',
      'effects: [pure, read]',
      'ask: []',
      'examples:',
      '  - "Read pull request 214: is it safe?"',
      '  - Say what is wrong.',
      'runtime: http',
      'setup:',
      '  connection: house-flow',
      '  flow: "42: the second"',
    ];
    expect(parseAgentFile(VALID.replace('models: []', more.join('\n')), 'a.md')).toMatchObject({
      suites: ['organized-system', 'crew'],
      aliases: ['reviewer'],
      product: 'Kali: tools',
      category: 'Development',
      role: 'specialist',
      effects: ['pure', 'read'],
      ask: [],
      examples: ['Read pull request 214: is it safe?', 'Say what is wrong.'],
      runtime: 'http',
      setup: { connection: 'house-flow', flow: '42: the second' },
    });
  });

  it('reads a policy for models, beside those that the agent prefers', () => {
    const policy =
      'models: [groq/a]\nfallback: [openai/b]\notherwise: nothing\npaid: never\ncomplexity: high\ncache: true';
    expect(parseAgentFile(VALID.replace('models: []', policy), 'a.md').models).toEqual({
      prefer: ['groq/a'],
      fallback: ['openai/b'],
      otherwise: 'nothing',
      paid: 'never',
      complexity: 'high',
      cache: true,
      maxOutputTokens: 2048,
    });
  });

  it('reads a file from Windows', () => {
    const text = `\uFEFF${VALID.replaceAll('\n', '\r\n')}`;
    expect(parseAgentFile(text, 'code-review.md')).toEqual(parseAgentFile(VALID, 'code-review.md'));
  });

  it('keeps a comma inside quotes', () => {
    const text = VALID.replace('[calculate, "write_note"]', '["a, b", c]');
    expect(parseAgentFile(text, 'a.md').tools).toEqual(['a, b', 'c']);
  });

  it.each(BROKEN)('names file, line and remedy for $problem', ({ from, to, line, remedy }) => {
    const parse = () => parseAgentFile(VALID.replace(from, to), 'broken.md');
    expect(parse).toThrow(InvalidInputError);
    expect(parse).toThrow(new RegExp(`^broken\\.md:${line} `, 'u'));
    expect(parse).toThrow(remedy);
  });
});

import { parseSync, Visitor } from 'vite';
import { describe, expect, it } from 'vitest';

/** Attributes that people read or hear. */
const spoken =
  /^(label|title|body|text|detail|hint|error|placeholder|alt|remedy|summary|unit|confirmLabel|aria-label|aria-description|aria-roledescription|aria-valuetext)$/;
const letter = /\p{L}{2,}/u;
const sources = import.meta.glob<string>(['../**/*.tsx', '!../**/*.test.tsx'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string | null } }[];
  readonly consequent?: Node;
  readonly alternate?: Node;
  readonly left?: Node;
  readonly right?: Node;
  readonly operator?: string;
  readonly expression?: Node;
}

/** Words that a person would see and that the catalogue does not know. */
function findLiterals(path: string, source: string): string[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: string[] = [];
  const note = (node: Node | null | undefined) => found.push(...readWords(node));
  new Visitor({
    JSXText: (node) => note(node as Node),
    JSXAttribute: (node) => {
      if (node.name.type === 'JSXIdentifier' && spoken.test(node.name.name)) note(node.value as Node | null);
    },
    JSXElement: (node) => {
      for (const child of node.children) if (child.type === 'JSXExpressionContainer') note(child as Node);
    },
    JSXFragment: (node) => {
      for (const child of node.children) if (child.type === 'JSXExpressionContainer') note(child as Node);
    },
  }).visit(program);
  return found;
}

/** The words of a text, of a template, or of either side of a choice; what comes from elsewhere is somebody else's. */
function readWords(node: Node | null | undefined): string[] {
  if (!node) return [];
  const texts = node.quasis?.map(({ value }) => value.cooked) ?? [node.value];
  const own = texts.filter((text) => typeof text === 'string').filter((text) => letter.test(text));
  const inner = [node.expression, node.consequent, node.alternate, node.right];
  if (node.type === 'LogicalExpression' || node.type === 'BinaryExpression') {
    const compared = /^(?:[=!<>]|in)/.test(node.operator ?? '');
    return compared ? [] : [...readWords(node.left), ...readWords(node.right)];
  }
  const isShown = ['JSXExpressionContainer', 'ConditionalExpression', 'ParenthesizedExpression'].includes(node.type);
  return [...own, ...(isShown ? inner.flatMap(readWords) : [])].map((text) => text.trim());
}

describe('the catalogue of strings', () => {
  it('holds every word of the interface', () => {
    const stray = Object.entries(sources).flatMap(([path, source]) =>
      findLiterals(path, source).map((words) => `${path}: ${words}`),
    );
    expect(stray).toEqual([]);
  });

  it.each([
    ['<p>Hello there</p>', ['Hello there']],
    ["<p>{ok ? 'Yes indeed' : text}</p>", ['Yes indeed']],
    ["<p>{ok && 'Only then'}</p>", ['Only then']],
    ['<p>{`Hello ${name}`}</p>', ['Hello']],
    ['<input placeholder="Your name" />', ['Your name']],
    ["<button aria-label={'Close'} />", ['Close']],
    ['<p className="flex">{text.hello} · $0</p>', []],
    ["<p>{state === 'open' ? text.a : text.b}</p>", []],
  ])('tells %s from code', (jsx, words) => {
    expect(findLiterals('sample.tsx', `const a = ${jsx};`)).toEqual(words);
  });
});

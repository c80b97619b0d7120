import { type Context, defineRule, type ESTree } from '@oxlint/plugins';

const maxLines = 50;
const testFunctions = new Set(['describe', 'suite', 'it', 'test', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll']);
type AnyFunction = ESTree.Function | ESTree.ArrowFunctionExpression;

/**
 * The function budget where tests are written. The tests that a `describe` or a contract suite holds
 * do not count as its own lines; each of them has a budget of its own.
 */
export const testBudget = defineRule({
  create(context) {
    const open: { node: AnyFunction; linesOfTests: number }[] = [];
    const enter = (node: AnyFunction) => void open.push({ node, linesOfTests: 0 });
    const leave = (node: AnyFunction) => {
      const all = countLines(context, node);
      const own = all - (open.pop()?.linesOfTests ?? 0);
      const outer = open.at(-1);
      if (outer && isTestCallback(node)) outer.linesOfTests += all;
      if (own > maxLines)
        context.report({
          node,
          message: `This function has ${own} lines; ${maxLines} are allowed. Split it by concept.`,
        });
    };
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      'FunctionDeclaration:exit': leave,
      'FunctionExpression:exit': leave,
      'ArrowFunctionExpression:exit': leave,
    };
  },
});

/** `it('…', () => {…})`, and also `describe.each(…)('…', () => {…})`. */
function isTestCallback({ parent }: AnyFunction): boolean {
  if (parent?.type !== 'CallExpression') return false;
  let callee: ESTree.Node = parent.callee;
  while (callee.type === 'MemberExpression' || callee.type === 'CallExpression') {
    callee = callee.type === 'MemberExpression' ? callee.object : callee.callee;
  }
  return callee.type === 'Identifier' && testFunctions.has(callee.name);
}

/** Blank lines and comments are free, as in the budgets of the other files. */
function countLines({ sourceCode }: Context, node: AnyFunction): number {
  const [start, end] = node.range;
  let text = sourceCode.text.slice(start, end);
  for (const comment of sourceCode.getAllComments()) {
    if (comment.range[0] < start || comment.range[1] > end) continue;
    const [from, to] = [comment.range[0] - start, comment.range[1] - start];
    text = text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to);
  }
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

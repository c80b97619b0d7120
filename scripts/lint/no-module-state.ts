import { type Context, type Definition, defineRule, type ESTree, type Scope, type Variable } from '@oxlint/plugins';

const remedy = 'A program is replayed and must be the same each time: keep state in variables of the function.';
const collections = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Object']);
const mutators = new Set('add clear copyWithin delete fill pop push reverse set shift sort splice unshift'.split(' '));

/** Nothing at the top of a program's file may change: no `let`, nothing empty that waits to be filled, no writes to it. */
export const noModuleState = defineRule({
  create: (context) => ({
    VariableDeclaration(node) {
      if (!isTopLevel(node)) return;
      if (node.kind === 'let' || node.kind === 'var')
        context.report({ node, message: `No ${node.kind} here. ${remedy}` });
      for (const { init } of node.declarations) {
        if (init && isEmptyContainer(init)) context.report({ node: init, message: `An empty container. ${remedy}` });
      }
    },
    AssignmentExpression: ({ left }) => reportWrite(context, left, ['Variable', 'ImportBinding']),
    UpdateExpression: ({ argument }) => reportWrite(context, argument, ['Variable', 'ImportBinding']),
    UnaryExpression({ operator, argument }) {
      if (operator === 'delete') reportWrite(context, argument, ['Variable', 'ImportBinding']);
    },
    CallExpression({ callee }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      // Of an import only the name of the method is known, and `z.set(…)` changes nothing.
      if (mutators.has(callee.property.name)) reportWrite(context, callee, ['Variable']);
    },
  }),
});

function isTopLevel({ parent }: ESTree.VariableDeclaration): boolean {
  return parent.type === 'Program' || (parent.type === 'ExportNamedDeclaration' && parent.parent.type === 'Program');
}

function isEmptyContainer(node: ESTree.Expression): boolean {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') return isEmptyContainer(node.expression);
  if (node.type === 'ArrayExpression') return node.elements.length === 0;
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier') return false;
  return collections.has(node.callee.name) && node.arguments.length === 0;
}

/** Reports `table.key = …` and `table.set(…)` where `table` is declared or imported at the top of the file. */
function reportWrite(context: Context, target: ESTree.Node, kinds: readonly Definition['type'][]): void {
  if (target.type !== 'MemberExpression') return;
  let root: ESTree.Node = target;
  while (root.type === 'MemberExpression') root = root.object;
  if (root.type !== 'Identifier') return;
  const variable = findVariable(context.sourceCode.getScope(root), root.name);
  if (variable?.scope.type !== 'module' || !variable.defs.some(({ type }) => kinds.includes(type))) return;
  context.report({ node: target, message: `This changes ${root.name}, which the whole module shares. ${remedy}` });
}

function findVariable(scope: Scope | null, name: string): Variable | undefined {
  return scope ? (scope.set.get(name) ?? findVariable(scope.upper, name)) : undefined;
}

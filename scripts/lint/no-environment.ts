import { defineRule, type ESTree } from '@oxlint/plugins';

const message = 'Only config.ts reads the environment. Take the value as a parameter.';

/** `process.env` in every way it can be spelt. */
export const noEnvironment = defineRule({
  create: (context) => ({
    MemberExpression(node) {
      if (isProcess(node.object) && propertyName(node) === 'env') context.report({ node, message });
    },
    VariableDeclarator(node) {
      if (node.id.type !== 'ObjectPattern' || !node.init || !isProcess(node.init)) return;
      if (node.id.properties.some((property) => property.type === 'RestElement' || keyName(property.key) === 'env'))
        context.report({ node, message });
    },
    ImportSpecifier(node) {
      const declaration = node.parent;
      if (declaration.type !== 'ImportDeclaration' || !/^(node:)?process$/.test(declaration.source.value)) return;
      if (keyName(node.imported) === 'env') context.report({ node, message });
    },
  }),
});

function isProcess(node: ESTree.Node): boolean {
  if (node.type === 'Identifier') return node.name === 'process';
  return node.type === 'MemberExpression' && propertyName(node) === 'process';
}

function propertyName(node: ESTree.MemberExpression): string | undefined {
  return node.computed && node.property.type !== 'Literal' ? undefined : keyName(node.property);
}

function keyName(node: ESTree.Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

import { defineRule } from '@oxlint/plugins';
import { visitImports } from './visit-imports.ts';

export const noVm = defineRule({
  create: (context) =>
    visitImports((specifier, node) => {
      if (!/^(node:)?vm$/.test(specifier)) return;
      context.report({
        node,
        message: 'No node:vm: it is no sandbox. Parse a small language, or run a separate process.',
      });
    }),
});

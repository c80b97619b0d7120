import { defineRule } from '@oxlint/plugins';
import { visitImports } from './visit-imports.ts';

/** The type checker lets `./scope.js` mean `./scope.ts`; Node, which runs the source as written, does not. */
export const tsExtensions = defineRule({
  create: (context) =>
    visitImports((specifier, node) => {
      if (!specifier.startsWith('.') || /\.(ts|tsx|mts|mjs|json|css|svg)$/.test(specifier)) return;
      context.report({
        node,
        message: `Write the name of the file as it is, with its ending: ${specifier.replace(/\.js$/, '')}.ts`,
      });
    }),
});

import { defineRule } from '@oxlint/plugins';
import { visitImports } from './visit-imports.ts';

const allowed = ['./pattern.ts', '../errors.ts', '@tutti/protocol', 'zod'];

/** A pattern sees only its context, so that it can be read, tested and replaced alone. */
export const patternImports = defineRule({
  create: (context) =>
    visitImports((specifier, node) => {
      if (allowed.includes(specifier)) return;
      context.report({
        node,
        message: `A pattern imports only ${allowed.join(', ')}. Ask for the rest through its context.`,
      });
    }),
});

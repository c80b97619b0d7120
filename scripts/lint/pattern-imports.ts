import { defineRule } from '@oxlint/plugins';
import { visitImports } from './visit-imports.ts';

const allowed = ['./pattern.ts', '../errors.ts', '@tutti/protocol', 'zod'];
/** What is a concept of its own, such as a ballot, lies in a folder beside the patterns; the handoff contract and the checks of quality are words of the product. */
const concept = /^(?:\.\/[a-z-]+|\.\.\/(?:handoff|quality))\/[a-z-]+\.ts$/;

/** A pattern sees only its context, so that it can be read, tested and replaced alone. */
export const patternImports = defineRule({
  create: (context) =>
    visitImports((specifier, node) => {
      if (allowed.includes(specifier) || concept.test(specifier)) return;
      context.report({
        node,
        message: `A pattern imports only ${allowed.join(', ')} and concepts from folders beside it. Ask for the rest through its context.`,
      });
    }),
});

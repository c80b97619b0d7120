import { defineRule } from '@oxlint/plugins';

export const noExportAll = defineRule({
  create: (context) => ({
    ExportAllDeclaration: (node) =>
      context.report({ node, message: 'No `export *`: name what leaves this file, so that a reader can find it.' }),
  }),
});

import { defineRule } from '@oxlint/plugins';
import { sourceFileOf } from './source-file.ts';

const drawers = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'lib', 'libs', 'misc']);

/** A drawer takes everything and tells nothing. */
export const noDrawers = defineRule({
  create(context) {
    const segments = sourceFileOf(context)
      .path.split('/')
      .map((segment) => segment.replace(/\..*$/, ''));
    const drawer =
      segments.find((segment) => drawers.has(segment)) ?? (segments.at(-1) === 'types' ? 'types' : undefined);
    if (drawer === undefined) return {};
    const message = `No file or folder is named ${drawer}. Put each thing beside its caller, or name the file for what it does.`;
    return { Program: (node) => context.report({ node, message }) };
  },
});

import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { defineRule } from '@oxlint/plugins';
import * as z from 'zod';
import { packageOf, sourceFileOf } from './source-file.ts';
import { visitImports } from './visit-imports.ts';

const Names = z.record(z.string(), z.string()).default({});
const Manifest = z.object({ dependencies: Names, devDependencies: Names, optionalDependencies: Names });

/** npm hoists everything into one folder, so an undeclared import works until the package that brought it leaves. */
export const declaredDependencies = defineRule({
  create(context) {
    const file = sourceFileOf(context);
    const isProduction = file.pathInSrc !== undefined && !file.isTest && !file.isTesting;
    const manifest = file.package === undefined ? 'package.json' : `packages/${file.package}/package.json`;
    const declared = readNames(join(context.cwd, manifest), !isProduction);
    const shared = isProduction ? new Set<string>() : readNames(join(context.cwd, 'package.json'), true);
    return visitImports((specifier, node) => {
      if (specifier.startsWith('.') || isBuiltin(specifier)) return;
      const name = packageOf(specifier);
      // Scripts, benchmarks and examples belong to the workspace root, which has every package of ours.
      if (declared.has(name) || shared.has(name) || name === `@tutti/${file.package}`) return;
      if (file.package === undefined && name.startsWith('@tutti/')) return;
      context.report({
        node,
        message: `${name} is not a dependency of ${manifest}. Add it there, with its exact version.`,
      });
    });
  },
});

function readNames(path: string, withDevelopment: boolean): Set<string> {
  const manifest = Manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  const development = withDevelopment ? Object.keys(manifest.devDependencies) : [];
  return new Set([
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.optionalDependencies),
    ...development,
  ]);
}

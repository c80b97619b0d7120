import { isBuiltin } from 'node:module';
import { defineRule } from '@oxlint/plugins';
import { packageOf, resolveImport, type SourceFile, sourceFileOf } from './source-file.ts';
import { visitImports } from './visit-imports.ts';

/** Which packages each package may import. A package that is not listed may not exist. */
const packageLayers: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  engine: ['protocol'],
  adapters: ['protocol', 'engine'],
  server: ['protocol', 'engine', 'adapters'],
  sdk: ['protocol'],
  cli: ['protocol', 'engine', 'adapters', 'sdk', 'server'],
  web: ['protocol', 'sdk'],
  embed: ['protocol', 'engine', 'adapters', 'server'],
};

/** What its tests may import besides: the peer that the package is made for. */
const testLayers: Readonly<Record<string, readonly string[]>> = { server: ['sdk'] };

/** Which modules of Node a package may use; a package that is not listed may use all of them. */
const nodeModules: Readonly<Record<string, readonly string[]>> = {
  // The protocol runs in browsers.
  protocol: [],
  // So do these two.
  sdk: [],
  web: [],
  // The engine knows neither network nor disk.
  engine: ['node:crypto', 'node:async_hooks'],
};

/** The order inside the engine, lowest first. Folders that are not listed stand beside it, below create-engine. */
const engineLayers: readonly (readonly string[])[] = [
  ['ports/', 'errors.ts'],
  ['run/'],
  ['agents/'],
  ['patterns/', 'workflows/'],
  ['create-engine.ts'],
  ['index.ts'],
];
const topEngineLayer = engineLayers.findIndex((layer) => layer.includes('create-engine.ts'));

export const importLayers = defineRule({
  create(context) {
    const file = sourceFileOf(context);
    if (file.package === undefined) return {};
    return visitImports((specifier, node) => {
      const message = findViolation(file, specifier);
      if (message !== undefined) context.report({ node, message });
    });
  },
});

function findViolation(file: SourceFile, specifier: string): string | undefined {
  if (isBuiltin(specifier)) return findNodeViolation(file, specifier);
  if (specifier.startsWith('.')) return findRelativeViolation(file, resolveImport(file, specifier));
  if (specifier.startsWith('@tutti/')) return findPackageViolation(file, packageOf(specifier).slice('@tutti/'.length));
  return undefined;
}

function findNodeViolation(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith('node:')) return `Write node:${specifier}, so that nobody takes it for a package.`;
  const allowed = isProgram(file) ? [] : nodeModules[file.package ?? ''];
  // What builds a package runs in Node, whatever the package itself runs in.
  const isBuildFile = file.package !== undefined && file.pathInSrc === undefined;
  if (!allowed || file.isTest || isBuildFile || allowed.includes(specifier)) return undefined;
  if (isProgram(file))
    return `A program must not use ${specifier}: what it asks Node is not recorded. It asks its scope.`;
  return `packages/${file.package} must not use ${specifier}. Take what is needed as a parameter or through a port.`;
}

/** Patterns and workflows are called again after a crash and must take the same road again. */
function isProgram({ package: name, pathInSrc = '' }: SourceFile): boolean {
  return name === 'engine' && /^(patterns|workflows)\//.test(pathInSrc);
}

function findPackageViolation(file: SourceFile, target: string): string | undefined {
  const allowed = packageLayers[file.package ?? ''];
  if (!allowed) return `packages/${file.package} has no layer. Add it to scripts/lint/import-layers.ts.`;
  if (target === file.package) return `Inside packages/${target}, import the file instead of the package.`;
  if (allowed.includes(target)) return undefined;
  if (file.isTest && testLayers[file.package ?? '']?.includes(target)) return undefined;
  return `packages/${file.package} must not import @tutti/${target}: dependencies point one way. Declare a port, or take a function as a parameter.`;
}

function findRelativeViolation(file: SourceFile, target: SourceFile): string | undefined {
  if (target.package !== file.package) return `Import another package by its name, not by ${target.path}.`;
  if (file.package !== 'engine' || file.isTest || file.isTesting) return undefined;
  return findEngineViolation(file, target);
}

function findEngineViolation(file: SourceFile, target: SourceFile): string | undefined {
  if (target.isTesting) return 'Only tests may import testing/.';
  const from = engineLayerOf(file);
  const to = engineLayerOf(target);
  const remedy = 'Declare a port, or take a function as a parameter.';
  if (from === 0 && to !== 0)
    return `ports/ and errors.ts stand below everything: they must not import ${target.path}.`;
  if (from === undefined && to !== undefined && to >= topEngineLayer)
    return `${target.path} stands above this file. ${remedy}`;
  if (from === undefined || to === undefined || to <= from) return undefined;
  return `${target.path} stands above ${engineLayers[from]?.join(' and ')}. ${remedy}`;
}

function engineLayerOf({ pathInSrc = '' }: SourceFile): number | undefined {
  const layer = engineLayers.findIndex((names) =>
    names.some((name) => (name.endsWith('/') ? pathInSrc.startsWith(name) : pathInSrc === name)),
  );
  return layer === -1 ? undefined : layer;
}

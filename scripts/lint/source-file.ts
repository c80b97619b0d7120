import { posix, relative, sep } from 'node:path';
import type { Context } from '@oxlint/plugins';

/** Where a file stands in the repository; the rules decide by this. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes: `packages/engine/src/run/scope.ts`. */
  path: string;
  /** `engine` for everything below packages/engine. */
  package: string | undefined;
  /** Below the package's src: `run/scope.ts`. */
  pathInSrc: string | undefined;
  isTest: boolean;
  /** Code published for tests: in-memory ports, contract suites. */
  isTesting: boolean;
}

export function sourceFileOf(context: Context): SourceFile {
  return toSourceFile(relative(context.cwd, context.filename).split(sep).join('/'));
}

export function toSourceFile(path: string): SourceFile {
  const [, packageName, pathInSrc] = /^packages\/([^/]+)\/(?:src\/(.+)$)?/.exec(path) ?? [];
  return {
    path,
    package: packageName,
    pathInSrc,
    isTest: /\.test\.tsx?$/.test(path),
    isTesting: pathInSrc?.startsWith('testing/') ?? false,
  };
}

/** The file that a relative import means. */
export function resolveImport(from: SourceFile, specifier: string): SourceFile {
  return toSourceFile(posix.join(posix.dirname(from.path), specifier));
}

/** `@tutti/engine/testing` belongs to the package `@tutti/engine`, `zod/v4` to `zod`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

import type { ESTree, Visitor } from '@oxlint/plugins';

/** Calls back for everything a file takes from another module: imports, re-exports, dynamic and type imports. */
export function visitImports(visit: (specifier: string, node: ESTree.Node) => void): Visitor {
  const visitLiteral = (node: ESTree.Node | null) => {
    if (node?.type === 'Literal' && typeof node.value === 'string') visit(node.value, node);
  };
  return {
    ImportDeclaration: ({ source }) => visitLiteral(source),
    ExportNamedDeclaration: ({ source }) => visitLiteral(source),
    ExportAllDeclaration: ({ source }) => visitLiteral(source),
    ImportExpression: ({ source }) => visitLiteral(source),
    TSImportType: ({ source }) => visitLiteral(source),
  };
}

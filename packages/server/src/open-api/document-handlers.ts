import { createHash } from 'node:crypto';
import type { Handlers } from '../http/handler.ts';
import { VERSION } from '../version.ts';
import { createDocument, type OpenApiDocument } from './create-document.ts';
import { DOCS_STYLE } from './docs-style.ts';
import { renderDocs } from './render-docs.ts';

const STYLE_HASH = createHash('sha256').update(DOCS_STYLE).digest('base64');
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Made when they are asked for first: most servers are never asked. */
export function createDocumentHandlers(): Pick<Handlers, 'getOpenApi' | 'getDocs'> {
  let made: OpenApiDocument | undefined;
  let page: string | undefined;
  const getDocument = () => (made ??= createDocument(VERSION));
  return {
    getOpenApi: async () => ({ status: 200, body: JSON.stringify(getDocument()) }),
    getDocs: async () => {
      page ??= renderDocs(getDocument());
      return { status: 200, headers: { 'content-security-policy': PAGE_POLICY }, body: page };
    },
  };
}

/** The reference as a page: plain HTML, made of the document that tools read. */
import { ErrorCode, ERRORS } from '@tutti/protocol';
import * as z from 'zod';
import { STATUS } from '../http/to-problem.ts';
import type { OpenApiDocument } from './create-document.ts';
import { DOCS_STYLE } from './docs-style.ts';
import { toHtml, toHtmlWithCode } from './to-html.ts';
import { Shape, toTypeText } from './type-text.ts';

const Content = z.record(z.string(), z.object({ schema: Shape }));
const Operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema: Shape,
      }),
    )
    .default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: Content.optional() })),
});
type Operation = z.infer<typeof Operation>;

interface Place extends Operation {
  readonly method: string;
  readonly path: string;
}

export function renderDocs(document: OpenApiDocument): string {
  const places = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, each]): Place => ({ method, path, ...Operation.parse(each) })),
  );
  const { title, version, description } = document.info;
  const links = [...document.tags.map(({ name }) => name), 'schemas', 'errors'];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${toHtml(title)} API</title><style>${DOCS_STYLE}</style></head><body>
<header><h1>${toHtml(title)} API</h1><p class="soft">Version ${toHtml(version)}. ${toHtml(description)}
For tools: <a href="/api/openapi.json">/api/openapi.json</a>.</p></header>
<nav aria-label="Contents"><ul>${links.map((name) => `<li><a href="#${toHtml(name)}">${toHtml(name)}</a></li>`).join('')}</ul></nav>
<main>${document.tags.map((tag) => renderTag(tag, places)).join('\n')}
${renderSchemas(document)}
${renderErrors()}</main></body></html>
`;
}

function renderTag({ name, description }: { name: string; description: string }, places: readonly Place[]): string {
  const own = places.filter(({ tags }) => tags.includes(name));
  return `<section aria-labelledby="${toHtml(name)}"><h2 id="${toHtml(name)}">${toHtml(name)}</h2>
<p class="soft">${toHtml(description)}</p>${own.map(renderPlace).join('\n')}</section>`;
}

function renderPlace({
  method,
  path,
  operationId,
  summary,
  description,
  parameters,
  requestBody,
  responses,
}: Place): string {
  const body = requestBody?.content['application/json']?.schema;
  const given = parameters.map((each) => {
    const about = [`in ${each.in}`, each.description ?? ''].filter(Boolean).join('. ');
    return toEntry(
      each.name,
      each.required,
      `${toTypeText(each.schema)} <span class="soft">${toHtmlWithCode(about)}</span>`,
    );
  });
  const answers = Object.entries(responses).map(([status, each]) => {
    const types = Object.entries(each.content ?? {}).map(([media, { schema }]) =>
      media === 'application/json' ? toTypeText(schema) : `<code>${toHtml(media)}</code>`,
    );
    return toEntry(status, false, `<p>${toHtmlWithCode(each.description)}</p>${types.join(', ')}`);
  });
  return `<details id="${toHtml(operationId)}"><summary><b>${toHtml(method.toUpperCase())}</b> <code>${toHtml(path)}</code>
<br>${toHtmlWithCode(summary)}</summary><div><p class="soft">${toHtml(description)} Called <code>${toHtml(operationId)}</code>.</p>
${given.length > 0 ? `<h3>Parameters</h3><dl>${given.join('')}</dl>` : ''}
${body ? `<h3>Body</h3>${renderShape(body)}` : ''}<h3>Answers</h3><dl>${answers.join('')}</dl></div></details>`;
}

function renderSchemas({ components }: OpenApiDocument): string {
  const all = Object.entries(components.schemas).map(
    ([name, schema]) => `<details id="schema-${toHtml(name)}"><summary><code>${toHtml(name)}</code></summary>
<div>${renderShape(Shape.parse(schema))}</div></details>`,
  );
  return `<section aria-labelledby="schemas"><h2 id="schemas">schemas</h2>${all.join('\n')}</section>`;
}

function renderShape(shape: Shape): string {
  if (!shape.properties) return `<p>${toTypeText(shape)} ${toHtmlWithCode(shape.description ?? '')}</p>`;
  const fields = Object.entries(shape.properties).map(([name, each]) => {
    const otherwise =
      each.default === undefined ? '' : ` <span class="soft">else ${toHtml(JSON.stringify(each.default))}</span>`;
    return toEntry(name, shape.required?.includes(name) ?? false, toTypeText(each) + otherwise);
  });
  return `<dl>${fields.join('')}</dl>`;
}

function renderErrors(): string {
  const all = ErrorCode.options.map((code) => {
    const [meaning, remedy] = ERRORS[code];
    return `<dt id="${toHtml(code)}">${toHtml(code)} <span class="soft">${STATUS[code]}</span></dt>
<dd>${toHtmlWithCode(meaning)} <span class="soft">${toHtmlWithCode(remedy)}</span></dd>`;
  });
  return `<section aria-labelledby="errors"><h2 id="errors">errors</h2>
<p class="soft">A refusal is a problem document (RFC 9457); its code stays the same.</p><dl>${all.join('\n')}</dl></section>`;
}

function toEntry(name: string, isNeeded: boolean, html: string): string {
  return `<dt>${toHtml(name)}${isNeeded ? ' <span class="needed">needed</span>' : ''}</dt><dd>${html}</dd>`;
}

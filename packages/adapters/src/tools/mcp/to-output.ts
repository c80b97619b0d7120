/** What a tool has answered, as an agent is given it: words and data; of everything else what it is. What is too long is cut, visibly. */
import type { CallToolResult } from '@modelcontextprotocol/client';
import { Json } from '@tutti/protocol';
import type { HideSecrets } from './hide-secrets.ts';

export interface ToolAnswer {
  readonly failed: boolean;
  readonly output: Json;
  /** For people and for errors. */
  readonly text: string;
}

/** What it says of a failure may hold what it was given in secret: that is taken out, before a cut could leave half of it. */
export function toAnswer(result: CallToolResult, mostBytes: number, hide?: HideSecrets): ToolAnswer {
  const failed = result.isError === true;
  const words = (result.content ?? []).map(toPart).join('\n');
  const text = cut(failed && hide ? hide(words) : words, mostBytes);
  const data = Json.safeParse(result.structuredContent);
  if (failed || !data.success || JSON.stringify(data.data).length > mostBytes) return { failed, text, output: text };
  return { failed, text, output: data.data };
}

function toPart(block: CallToolResult['content'][number]): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'image':
    case 'audio':
      return `[${block.type}, ${block.mimeType}, ${toSize(block.data)}: not shown]`;
    case 'resource_link':
      return `[link to ${block.uri}${block.name === '' ? '' : `: ${block.name}`}]`;
    case 'resource':
      return 'text' in block.resource
        ? block.resource.text
        : `[${block.resource.uri}, ${block.resource.mimeType ?? 'bytes'}, ${toSize(block.resource.blob)}: not shown]`;
    default:
      return '[something of an unknown kind]';
  }
}

/** Of what base 64 stands for. */
function toSize(base64: string): string {
  return `${Math.floor((base64.length * 3) / 4)} bytes`;
}

function cut(text: string, mostBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) return text;
  // A character that is cut in two is left out.
  const kept = bytes
    .subarray(0, mostBytes)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return `${kept}\n[cut: these are ${mostBytes} of ${bytes.length} bytes; ask for a smaller part]`;
}

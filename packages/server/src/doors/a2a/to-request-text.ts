import { ContentTypeNotSupportedError, RequestMalformedError } from '@a2a-js/sdk/errors';
import type { Part, Sent } from './parse-params.ts';

/** Agents read text: what cannot be told in it is refused, and not passed over. */
export function toRequestText({ parts }: Sent['message']): string {
  const text = parts.map(toText).join('\n\n').trim();
  if (text === '') throw new RequestMalformedError('the message holds no text');
  return text;
}

function toText({ content, filename }: Part): string {
  if (content?.$case === 'text') return content.value;
  if (content?.$case === 'data') return JSON.stringify(content.value ?? null);
  throw new ContentTypeNotSupportedError(
    `agents here read text; put what ${filename || 'the file'} says into the message`,
  );
}

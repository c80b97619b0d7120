/** Tokens that nobody told of: an upper bound for what may be used, and an estimate of what was. */
import type { ModelRequest } from '@tutti/engine';

const CHARACTERS_PER_TOKEN = 4;
/** What a provider puts around the whole, and around each message and tool; and the words that ask for a shape. */
const AROUND = { request: 512, part: 32 };
/** The dearest known way of counting an image, and a common one. */
const IMAGE = { most: 50_000, estimate: 1_500 };
/** Of a document, a token is at least one byte, and commonly many more. */
const DOCUMENT_BYTES_PER_TOKEN = 16;

/** Never below: a token is at least one byte of UTF-8. */
export function countMostInputTokens(request: ModelRequest): number {
  const { text, parts, images, documentBytes } = measure(request);
  return Buffer.byteLength(text) + AROUND.request + parts * AROUND.part + images * IMAGE.most + documentBytes;
}

/** About four characters are a token. */
export function estimateInputTokens(request: ModelRequest): number {
  const { text, images, documentBytes } = measure(request);
  return estimateTokens(text.length) + images * IMAGE.estimate + Math.ceil(documentBytes / DOCUMENT_BYTES_PER_TOKEN);
}

export function estimateTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function measure({ system, messages, tools, answerSchema }: ModelRequest) {
  const files = messages.flatMap((message) => (message.role === 'user' ? (message.files ?? []) : []));
  const said = messages.map((message) => (message.role === 'user' ? message.text : message));
  const images = files.filter(({ mediaType }) => mediaType.startsWith('image/'));
  const bytes = (list: typeof files) => list.reduce((sum, { blob }) => sum + blob.length, 0);
  return {
    text: JSON.stringify([system, said, tools, answerSchema ?? null]),
    parts: messages.length + tools.length,
    images: images.length,
    documentBytes: bytes(files) - bytes(images),
  };
}

const PREVIEW_BYTES = 256 * 1024;
const TEXT = /^(text\/|image\/svg\+xml\b|application\/(json|yaml|xml|toml)\b|application\/[\w.-]+\+(json|xml|yaml)\b)/i;

export function toPreview(mediaType: string, bytes: Uint8Array): { text: string; truncated: boolean } {
  if (!TEXT.test(mediaType)) return { text: '', truncated: bytes.length > 0 };
  const truncated = bytes.length > PREVIEW_BYTES;
  // As a part of a stream, so that a character that is cut through is left out.
  const text = new TextDecoder().decode(bytes.subarray(0, PREVIEW_BYTES), { stream: truncated });
  return { text, truncated };
}

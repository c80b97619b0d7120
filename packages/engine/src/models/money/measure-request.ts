/** How large a request is, as far as that can be said without any model's own way of counting. */
import type { Modality } from '@tutti/protocol';
import type { MessageFile, ModelRequest } from '../../ports/model.ts';

export interface RequestSize {
  /** What it probably is, in tokens. */
  readonly estimate: number;
  /** What it is at most. */
  readonly bound: number;
  /** Nobody can say what its files come to: it may fill the whole context. */
  readonly isOpen: boolean;
  /** What the model must understand beside text. */
  readonly modalities: readonly Modality[];
}

/** A token is at least one byte of UTF-8, and commonly about four. */
const BYTES_PER_TOKEN = 4;
/** What a provider puts around each message and each tool, and around the whole. */
const AROUND = { request: 64, message: 16, tools: 1_024, tool: 32 };
/** The dearest known way of counting one image, and a common one. */
const IMAGE = { bound: 50_000, estimate: 1_500 };
/** Of files that are neither text nor image. */
const FILE_BYTES_PER_TOKEN = 16;

export function measureRequest(request: ModelRequest): RequestSize {
  const { system, messages, tools, answerSchema } = request;
  const files = messages.flatMap((message) => (message.role === 'user' ? (message.files ?? []) : []));
  // Asked of every name in every message, the question for files would take longer than the rest.
  const hidden = files.length === 0 ? undefined : hideFiles;
  const said = JSON.stringify(messages, hidden);
  // A schema is sent twice where the model is also told of it in words.
  const schema = answerSchema === undefined ? '' : JSON.stringify(answerSchema).repeat(2);
  const bytes = countBytes(JSON.stringify([system, tools])) + countBytes(said) + countBytes(schema);
  const around = AROUND.request + messages.length * AROUND.message + (tools.length > 0 ? AROUND.tools : 0);
  const sizes = files.map(measureFile);
  return {
    estimate: Math.ceil(bytes / BYTES_PER_TOKEN) + sum(sizes.map(({ estimate }) => estimate)),
    bound: bytes + around + tools.length * AROUND.tool + sum(sizes.map(({ bound }) => bound)),
    isOpen: sizes.some(({ isOpen }) => isOpen),
    modalities: [...new Set(files.map(({ mediaType }) => toModality(mediaType)))].filter((kind) => kind !== 'text'),
  };
}

function hideFiles(name: string, value: unknown): unknown {
  return name === 'files' ? undefined : value;
}

/** What an answer of so many bytes probably is, in tokens. */
export function estimateTokens(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

export function countBytes(text: string): number {
  return Buffer.byteLength(text);
}

function measureFile({ mediaType, blob }: MessageFile): Pick<RequestSize, 'estimate' | 'bound' | 'isOpen'> {
  const bytes = blob.length;
  const kind = toModality(mediaType);
  if (kind === 'text') return { estimate: Math.ceil(bytes / BYTES_PER_TOKEN), bound: bytes, isOpen: false };
  if (kind === 'image') return { ...IMAGE, isOpen: false };
  return { estimate: Math.ceil(bytes / FILE_BYTES_PER_TOKEN), bound: bytes, isOpen: true };
}

function toModality(mediaType: string): Modality {
  const [kind = '', subtype = ''] = mediaType.toLowerCase().split(/[/;]/);
  if (kind === 'image' || kind === 'audio' || kind === 'video') return kind;
  return kind === 'text' || subtype === 'json' ? 'text' : 'pdf';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { ToolServerError } from '../tool-server-error.ts';

const NEW_LINE = 10;
const RETURN = 13;

export interface EventBound {
  readonly mostBytes: number;
  readonly onBroken: (error: ToolServerError) => void;
}

/** Passes an answer on until one message of it is too long: a whole body, or one event of a stream, which ends with an empty line. */
export function boundEvents(response: Response, { mostBytes, onBroken }: EventBound): Response {
  if (!response.body) return response;
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  let bytes = 0;
  let isLineEmpty = true;
  const bound = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      for (const byte of isStream ? chunk : []) {
        bytes += 1;
        if (byte === NEW_LINE && isLineEmpty) bytes = 0;
        if (byte !== RETURN) isLineEmpty = byte === NEW_LINE;
        if (bytes > mostBytes) break;
      }
      if (!isStream) bytes += chunk.length;
      if (bytes <= mostBytes) return controller.enqueue(chunk);
      const error = tooLong(mostBytes);
      onBroken(error);
      controller.error(error);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(bound), { status, statusText, headers });
}

function tooLong(mostBytes: number): ToolServerError {
  return new ToolServerError(
    'tool_server_broken',
    `it sent a message of more than ${mostBytes} bytes (limits.messageBytes)`,
  );
}

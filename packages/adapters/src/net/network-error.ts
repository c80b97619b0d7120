export interface NetworkProblem {
  /** That of the operating system, or one of ours: `FORBIDDEN_ADDRESS`, `WRONG_HOST`, `REDIRECTED`, `TOO_LONG`. */
  readonly code: string;
  /** How far it came: while `connecting`, the request cannot have reached anybody; `answering`, the head of the answer was there. */
  readonly phase: 'connecting' | 'asking' | 'answering';
  readonly cause?: unknown;
}

/** What kept a request from being answered, below HTTP. */
export class NetworkError extends Error {
  readonly code: string;
  readonly phase: NetworkProblem['phase'];
  override get name(): string {
    return 'NetworkError';
  }
  constructor(message: string, { code, phase, cause }: NetworkProblem) {
    super(message, { cause });
    this.code = code;
    this.phase = phase;
  }
}

/** The first one in the chain of causes. */
export function findNetworkError(error: unknown): NetworkError | undefined {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < 8; depth++) {
    if (current instanceof NetworkError) return current;
    current = current.cause;
  }
  return undefined;
}

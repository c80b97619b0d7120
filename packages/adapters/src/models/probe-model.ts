import {
  type Embeddings,
  type EmbeddingCall,
  type Model,
  ModelFailedError,
  type ModelRequest,
  type ProbeResult,
} from '@tutti/engine';
import { AgentId } from '@tutti/protocol';

const PATIENCE_MS = 30_000;

/** As cheap as a call can be; OpenAI answers none with less room. */
const QUESTION: ModelRequest = {
  agent: AgentId.parse('probe'),
  system: '',
  messages: [{ role: 'user', text: 'Say: ok', labels: [] }],
  tools: [],
  maxOutputTokens: 16,
  seed: '',
};

export type Probed =
  | { readonly kind: 'chat'; readonly answer: Model['answer'] }
  | { readonly kind: 'embedding'; readonly embed: (call: EmbeddingCall) => Promise<Embeddings> };

/** Any answer will do, also one that was longer than there was room for. */
export async function probeModel(probed: Probed, signal: AbortSignal): Promise<ProbeResult> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const call = { signal: AbortSignal.any([signal, patience]), onDelta: ignore };
  try {
    if (probed.kind === 'chat') await probed.answer(QUESTION, call);
    else await probed.embed({ texts: ['ok'], signal: call.signal });
    return { status: 'ok' };
  } catch (error) {
    signal.throwIfAborted();
    if (patience.aborted)
      return { status: 'failed', class: 'timed_out', message: `no answer within ${PATIENCE_MS / 1000} s` };
    if (!(error instanceof ModelFailedError)) throw error;
    const { class: failure, message, retryAt } = error;
    return { status: 'failed', class: failure, message, ...(retryAt !== undefined && { retryAt }) };
  }
}

function ignore(): void {}

import { AgentId } from '@tutti/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageFile, ModelRequest } from '../../ports/model.ts';
import { measureRequest } from './measure-request.ts';

function request(text: string, files: readonly MessageFile[] = []): ModelRequest {
  const messages = [{ role: 'user', text, labels: [], files }] as const;
  return { agent: AgentId.parse('ann'), system: 'You are Ann.', messages, tools: [], maxOutputTokens: 100, seed: '' };
}

describe('measureRequest', () => {
  it('bounds the tokens by the bytes, whatever the script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { bound, estimate } = measureRequest(request(text));
        expect(bound).toBeGreaterThan(Buffer.byteLength(text));
        expect(estimate).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it('names what the model must understand beside text', () => {
    const files = [
      { mediaType: 'image/png', blob: new Uint8Array(10) },
      { mediaType: 'application/pdf', blob: new Uint8Array(10) },
      { mediaType: 'text/plain', blob: new Uint8Array(10) },
    ];
    expect(measureRequest(request('', files)).modalities).toEqual(['image', 'pdf']);
  });

  it('leaves open how large a file is that is neither text nor image', () => {
    expect(measureRequest(request('', [{ mediaType: 'image/png', blob: new Uint8Array(10) }])).isOpen).toBe(false);
    expect(measureRequest(request('', [{ mediaType: 'audio/wav', blob: new Uint8Array(10) }])).isOpen).toBe(true);
  });

  it('counts what a tool was called with, whatever it is called', () => {
    const files = 'x'.repeat(1_000);
    const toolCalls = [{ id: 'call_1', name: 'write', input: { files } }];
    const messages = [{ role: 'assistant', text: '', labels: [], toolCalls }] as const;
    expect(measureRequest({ ...request(''), messages }).bound).toBeGreaterThan(files.length);
  });

  it('does not count the bytes of an image as text', () => {
    const small = measureRequest(request('', [{ mediaType: 'image/png', blob: new Uint8Array(10) }]));
    const large = measureRequest(request('', [{ mediaType: 'image/png', blob: new Uint8Array(5_000_000) }]));
    expect(large).toEqual(small);
  });
});

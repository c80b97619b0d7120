import { describe, expect, it } from 'vitest';
import { checkAddress } from './check-address.ts';

describe('the address that a key goes to', () => {
  it.each([
    ['', { status: 'empty' }],
    ['https://proxy.example.com/v1', { status: 'good', host: 'proxy.example.com', isPlain: false }],
    ['http://10.0.0.5:8080/v1', { status: 'good', host: '10.0.0.5:8080', isPlain: true }],
    ['http://localhost:4000', { status: 'good', host: 'localhost:4000', isPlain: false }],
    ['http://127.0.0.1:4000', { status: 'good', host: '127.0.0.1:4000', isPlain: false }],
    ['http://[::1]:4000', { status: 'good', host: '[::1]:4000', isPlain: false }],
    ['http://localhost.evil.example', { status: 'good', host: 'localhost.evil.example', isPlain: true }],
    ['https://api.groq.com@evil.example/v1', { status: 'wrong' }],
    ['api.groq.com', { status: 'wrong' }],
    ['file:///etc/passwd', { status: 'wrong' }],
    ['javascript:alert(1)', { status: 'wrong' }],
  ])('%s is told as it is', (typed, check) => {
    expect(checkAddress(typed)).toEqual(check);
  });
});

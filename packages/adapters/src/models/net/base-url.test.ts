import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from './base-url.ts';

describe('where a provider may live', () => {
  it.each([
    'https://api.openai.com/v1',
    'http://127.0.0.1:11434',
    'http://localhost:4000/v1',
    'http://[::1]:8080/v1',
    'http://192.168.1.20:8000/v1',
    'http://10.1.2.3/v1',
    'https://models.corp.example/gateway/v1/',
  ])('%s is taken', (url) => {
    expect(parseBaseUrl(url).href).toContain(new URL(url).host);
  });

  it.each([
    ['ftp://files.example/v1', /http/],
    ['file:///etc/passwd', /http/],
    ['api.openai.com/v1', /not a URL/],
    ['', /not a URL/],
    ['https://user:secret@api.example/v1', /no password/],
    ['https://api.example/v1?key=secret', /question mark/],
    ['https://api.example/v1#x', /hash/],
    ['http://169.254.169.254/latest/meta-data', /169\.254\.169\.254/],
    ['http://169.254.170.2/v2/credentials', /no provider/],
    ['http://0xa9fea9fe/', /169\.254\.169\.254/],
    ['http://2852039166/', /169\.254\.169\.254/],
    ['http://0251.0376.0251.0376/', /169\.254\.169\.254/],
    ['http://[::ffff:169.254.169.254]/', /no provider/],
    ['http://[64:ff9b::a9fe:a9fe]/', /no provider/],
    ['http://[fe80::1]/', /no provider/],
    ['http://[fd00:ec2::254]/', /no provider/],
    ['http://metadata.google.internal/computeMetadata/v1', /no provider/],
    ['http://METADATA.google.internal./', /no provider/],
    ['http://100.100.100.200/latest', /no provider/],
    ['http://0.0.0.0:11434', /no provider/],
    ['http://224.0.0.1/', /no provider/],
  ])('%s is refused', (url, message) => {
    expect(() => parseBaseUrl(url)).toThrow(message);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isForbiddenAddress, isOwnHost, isPublicAddress } from './address.ts';

describe('what an address stands for', () => {
  it('tells addresses that mean the same apart from those that do not', () => {
    expect(isForbiddenAddress('169.254.1.1')).toBe(true);
    expect(isForbiddenAddress('64:ff9b::808:808')).toBe(false);
    expect(isForbiddenAddress('8.8.8.8')).toBe(false);
    expect(isForbiddenAddress('2606:4700::1111')).toBe(false);
  });

  it('knows the own network', () => {
    for (const host of [
      'localhost',
      'localhost.',
      'box.localhost',
      '127.0.0.1',
      '::1',
      '10.0.0.9',
      '172.20.0.1',
      'fd12::1',
      'ollama',
      'host.docker.internal',
      'vllm.ai.svc',
    ])
      expect(isOwnHost(host)).toBe(true);
    for (const host of ['api.groq.com', '8.8.8.8', '172.32.0.1', 'localhost.example', 'ollama.com'])
      expect(isOwnHost(host)).toBe(false);
  });

  it.each([
    '127.0.0.1',
    '127.255.0.3',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.5.4',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '169.254.169.254',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::ffff:10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a9fe:a9fe',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '4000::1',
    'no address',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('judges an IPv4 address alike in all its spellings', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const other of [`::ffff:${address}`, `::ffff:${hex}`, `64:ff9b::${hex}`])
          expect(isPublicAddress(other)).toBe(isPublicAddress(address));
      }),
    );
  });

  it('never calls public what is forbidden or its own', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        if (isPublicAddress(address)) expect(isForbiddenAddress(address) || isOwnHost(address)).toBe(false);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { readExceptions, readNoProxy } from '../../../src/network/host-rule.ts';

describe('NO_PROXY', () => {
  it.each([
    ['example.com', ['example.com', 'api.example.com'], ['badexample.com', 'example.org']],
    ['.example.com', ['example.com', 'api.example.com'], ['badexample.com']],
    ['*.example.com', ['api.example.com'], ['example.org']],
    ['EXAMPLE.com', ['example.com'], []],
    ['one.test, two.test three.test', ['one.test', 'two.test', 'three.test'], ['four.test']],
    ['*', ['example.com', '10.0.0.1', '::1'], []],
    ['', [], ['example.com']],
    [' , ', [], ['example.com']],
    ['10.0.0.1', ['10.0.0.1'], ['10.0.0.10', '110.0.0.1']],
    ['10.0.0.0/8', ['10.1.2.3'], ['11.0.0.1', '10.example.com', 'example.com']],
    ['10.0.0.0/99', [], ['10.0.0.1']],
    ['fd00::/8', ['fd12::1'], ['fe80::1', '10.0.0.1']],
    ['[::1]', ['::1'], ['::2']],
    ['::1', ['::1'], ['::11']],
  ])('%j names %j and not %j', (text, named, others) => {
    const rule = readNoProxy(text);
    expect(named.filter((host) => !rule(host, 443))).toEqual([]);
    expect(others.filter((host) => rule(host, 443))).toEqual([]);
  });

  it.each(['example.com:8443', '.example.com:8443', '[::1]:8443'])('%s names one port', (text) => {
    const rule = readNoProxy(text);
    const host = text.startsWith('[') ? '::1' : 'example.com';
    expect([rule(host, 8443), rule(host, 443)]).toEqual([true, false]);
  });
});

describe('ProxyExceptions', () => {
  it.each([
    ['example.com', ['example.com'], ['api.example.com', 'example.com.evil.test']],
    ['*.example.com; localhost ;', ['api.example.com', 'LOCALHOST'], ['example.com', '']],
    ['10.*', ['10.1.2.3'], ['110.1.2.3']],
    ['exa.ple.com', [], ['example.com']],
    ['[::1]', ['::1'], ['::2']],
    ['', [], ['example.com']],
  ])('%j names %j and not %j', (text, named, others) => {
    const rule = readExceptions(text);
    expect(named.filter((host) => !rule(host, 443))).toEqual([]);
    expect(others.filter((host) => rule(host, 443))).toEqual([]);
  });
});

import { expect, it } from 'vitest'
import {
  blobPrefix,
  DEFAULT_NAMESPACE,
  explicitPath,
  isBlobKey,
  isNamespaceName,
  namespaceOfCredential,
  namespacePath,
  splitNamespace,
  withNamespace,
  withoutNamespace,
} from '../../src/core/namespace.ts'

it.each([
  'a',
  '0',
  'default',
  'worker-1',
  'a-',
  '0--0',
  'a'.repeat(63),
  '3f2b8c1e-8a53-4b7e-9c4f-1d2e3f4a5b6c',
])('takes %j for a name', name => {
  expect(isNamespaceName(name)).toBe(true)
})

it.each([
  '',
  '-a',
  'A',
  'a_b',
  'a.b',
  'a/b',
  '..',
  'a b',
  ' a',
  'a\n',
  'a\0',
  'é',
  '１',
  'a%2e',
  'a'.repeat(64),
])('takes %j for no name', name => {
  expect(isNamespaceName(name)).toBe(false)
})

it('has a default whose name is one', () => {
  expect(isNamespaceName(DEFAULT_NAMESPACE)).toBe(true)
})

it.each([
  ['token_ns_worker-1', 'worker-1', 'token'],
  ['token_ns_0', '0', 'token'],
  ['_ns_a', 'a', ''],
  ['a_ns_b_ns_c', 'c', 'a_ns_b'],
  [`token_ns_${'a'.repeat(63)}`, 'a'.repeat(63), 'token'],
  ['token_with_underscores_ns_a', 'a', 'token_with_underscores'],
])('reads the end of the credential %j as the namespace %j', (credential, namespace, rest) => {
  expect(namespaceOfCredential(credential)).toBe(namespace)
  expect(withoutNamespace(credential)).toBe(rest)
  expect(withNamespace(rest, namespace)).toBe(credential)
})

it('leads nobody out of the default namespace', () => {
  expect(withNamespace('token', DEFAULT_NAMESPACE)).toBe('token')
  expect(namespacePath(DEFAULT_NAMESPACE)).toBe('')
  expect(splitNamespace(`${explicitPath(DEFAULT_NAMESPACE)}/v2`)).toEqual({
    namespace: 'default',
    url: '/v2',
  })
})

it.each([
  '',
  'token',
  'token_ns_',
  'token_ns_-a',
  'token_ns_A',
  'token_ns_a_b',
  'token_ns_a.',
  'token_ns_a\n',
  'token-ns-a',
  'tokenns_a',
  `token_ns_${'a'.repeat(64)}`,
])('reads no namespace from the credential %j, and leaves it whole', credential => {
  expect(namespaceOfCredential(credential)).toBeUndefined()
  expect(withoutNamespace(credential)).toBe(credential)
})

it('begins no blob key as that of another generation or namespace begins', () => {
  const prefixes = [
    { name: 'a', generation: 1 },
    { name: 'a', generation: 10 },
    { name: 'a', generation: 2 },
    { name: 'a-1', generation: 1 },
    { name: 'aa', generation: 1 },
  ].map(blobPrefix)
  expect(prefixes[0]).toBe('a/1/')
  for (const one of prefixes) expect(prefixes.filter(other => other.startsWith(one))).toEqual([one])
})

it.each([
  ['default/1/0f8fad5b-d9cb-469f-a165-70867728950e', true],
  ['a-b/12/0f8fad5b-d9cb-469f-a165-70867728950e', true],
  ['default/1/0F8FAD5B-D9CB-469F-A165-70867728950E', false],
  ['default/1/blob', false],
  ['default/one/0f8fad5b-d9cb-469f-a165-70867728950e', false],
  ['../1/0f8fad5b-d9cb-469f-a165-70867728950e', false],
  ['default/1/2/0f8fad5b-d9cb-469f-a165-70867728950e', false],
  ['0f8fad5b-d9cb-469f-a165-70867728950e', false],
])('knows by its key whether a blob is one of ours: %s', (key, isOurs) => {
  expect(isBlobKey(key)).toBe(isOurs)
})

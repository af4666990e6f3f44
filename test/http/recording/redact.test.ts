import { expect, it } from 'vitest'
import { SECRET, withoutSecretText, withoutSecretValues } from '../../../src/http/recording/redact.ts'

it.each([
  ['{"access_token":"abc","b":"c"}', `{"access_token":"${SECRET}","b":"c"}`],
  ['{"password" : "a\\"b", "c":1}', `{"password" : "${SECRET}", "c":1}`],
  ['{"password":"ends with \\\\","c":"d"}', `{"password":"${SECRET}","c":"d"}`],
  ['{"password":"never ends', `{"password":"${SECRET}"`],
  ['{"a":"password","b":"c"}', '{"a":"password","b":"c"}'],
  ['{"next_page_token":"abc"}', '{"next_page_token":"abc"}'],
  ['{"token":5}', '{"token":5}'],
  ['no JSON', 'no JSON'],
])('masks the secret texts of the reply %s', (reply, shown) => {
  expect(withoutSecretText(reply)).toBe(shown)
})

it.each([
  ['http://h/a?x=1&token=abc&y=2#z', `http://h/a?x=1&token=${SECRET}&y=2#z`],
  ['http://h/a?b?token=abc', `http://h/a?b?token=${SECRET}`],
  ['http://user:word@h/?a', `http://${SECRET}@h/?a`],
])('masks what is secret in the address %s', (address, shown) => {
  expect(withoutSecretValues([['link', address]])).toEqual({ link: shown })
})

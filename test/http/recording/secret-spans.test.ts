import { expect, it } from 'vitest'
import { replaceSpans, secretSpans } from '../../../src/http/recording/secret-spans.ts'

it.each([
  ['a=1&password=M&b=2', 'a=1&password=*&b=2'],
  ['password=M N+O%20P', 'password=*'],
  ['user[password]=M&b=2', 'user[password]=*&b=2'],
  ['/a%3Fpassword%3DM', '/a%3Fpassword%3D*'],
  ['/a;token=M/b', '/a;token=*'],
  ['http://ann:M@h/a?sig=M&x=1', 'http://*@h/a?sig=*&x=1'],
  ['{"password":"M","b":1}', '{"password":"*","b":1}'],
  ['{"password" : "M\\"N","b":1}', '{"password" : "*","b":1}'],
  ['{"password":{"a":["M"]},"b":1}', '{"password":*,"b":1}'],
  ['{"password":["}","M"],"b":1}', '{"password":*,"b":1}'],
  ['{"pin":1234,"b":1}', '{"pin":*,"b":1}'],
  ['{"p\\u0061ssword":"M","b":1}', '{"p\\u0061ssword":"*","b":1}'],
  ['{"a":"{\\"password\\":\\"M\\",\\"b\\":1}"}', '{"a":"{\\"password\\":\\"*",\\"b\\":1}"}'],
  ['{"password":"M', '{"password":"*'],
  ["{'password': 'M'}", "{'password': *}"],
  ['X-Token: M\r\nX: 1', 'X-Token: *\r\nX: 1'],
  ['Authorization: Bearer M', 'Authorization: *'],
  ['form-data; name="x"; filename="a?key=M"', 'form-data; name="x"; filename="a?key=*"'],
  ['form-data; password="M"; x=1', 'form-data; password="*"; x=1'],
  ['wallWord=M', 'wallWord=*'],
])('finds the secret in %s', (text, masked) => {
  expect(replaceSpans(text, secretSpans(text, ['wallWord']), '*').replace('*\\"', '*"')).toBe(masked)
})

it.each([
  'body.password: must be a text',
  'no secret here',
  'the token is wrong',
  'compass=north&keyword=x',
  '{"code1":"x"}',
  'form-data; name="password"',
])('finds none in %s', text => {
  expect(secretSpans(text)).toEqual([])
})

it.each(['password=', '"password":"', '{"password":{', '\\"', '//a', 'password\\', 'a='])(
  'takes no longer than in proportion for many times %s',
  piece => {
    const text = piece.repeat(200_000)
    const begin = performance.now()
    secretSpans(text)
    expect(performance.now() - begin).toBeLessThan(5_000)
  },
)

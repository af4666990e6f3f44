import { expect, it } from 'vitest'
import { maskForm, maskSecrets, maskUnparsed } from '../../../src/http/recording/mask-bytes.ts'
import { WireTrace } from '../../../src/media/wire-trace.ts'
import { fieldPart, filePart, type RawPart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'

const file = filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg').subarray(0, 24))

/** All of a form as it may be shown. */
function shown(body: Buffer): string {
  const trace = new WireTrace('test-boundary')
  trace.push(body)
  const masked = maskForm({ offset: 0, bytes: body }, { trace, file: 'file', secretNames: ['wallWord'] })
  expect(masked.length).toBe(body.length)
  return masked.toString('latin1')
}

const form = (...parts: readonly RawPart[]) => rawForm(parts).body

it('shows delimiters, headers and the bytes of a file as they were sent', () => {
  expect(shown(form(file))).toBe(form(file).toString('latin1'))
})

it.each([
  ['a field', form(fieldPart('from', 'M4RK'), file)],
  ['a password with a file name', form(filePart('password', 'M4RK', 'M4RK/x', Buffer.from([0, 1])), file)],
  [
    'a password of bytes with a file name',
    form(filePart('password', 'x', 'a/b', Buffer.from('\0M4RK')), file),
  ],
  ['what the vendor calls a secret', form(filePart('wallWord', 'x', 'a/b', Buffer.from('\0M4RK')), file)],
  ['a file that is urlencoded', form(filePart('file', 'x', 'text/plain', Buffer.from('a=b&password=M4RK')))],
  ['a file that is JSON', form(filePart('file', 'x', 'text/plain', Buffer.from('{"a":1,"token":"M4RK"}')))],
  ['a text in a file', form(filePart('file', 'x', 'a/b', Buffer.from('\0password=M4RK\0')))],
  [
    'a header of a part that is none of a form’s',
    form({ headers: [...file.headers, 'X-A: M4RK'], content: 'x' }),
  ],
  ['a header without an empty line', form({ headers: [...file.headers, 'M4RK'], content: 'x' })],
  [
    'a parameter of a header',
    form({ headers: ['Content-Disposition: form-data; name="a"; key="M4RK"'], content: '' }),
  ],
  ['a preamble', Buffer.concat([Buffer.from('M4RK\r\n'), form(file)])],
  ['an epilogue', Buffer.concat([form(file), Buffer.from('M4RK')])],
])('masks %s', (_, body) => {
  expect(body.toString('latin1')).toContain('M4RK')
  expect(shown(body)).not.toContain('M4RK')
  expect(shown(body)).toContain('Content-Disposition: form-data; name="')
})

it.each([
  ['urlencoded', 'from=ann&password=M4RK'],
  ['JSON', '{"from":"ann","password":"M4RK"}'],
  ['text', 'M4RK\nM4RK'],
  ['a form with bare line ends', '--b\nContent-Disposition: form-data; name="password"\n\nM4RK\n--b--\n'],
  ['a form with a header of its own', '--b\r\nX-A: M4RK\r\n\r\nM4RK\r\n--b--\r\n'],
  ['a delimiter within', 'M4RK\r\n--b\r\nM4RK'],
])('masks what was sent as a form and is none: %s', (_, text) => {
  const masked = maskUnparsed(Buffer.from(text), []).toString('latin1')
  expect(masked).toHaveLength(text.length)
  expect(masked).not.toContain('M4RK')
  expect(masked.includes('--b')).toBe(text.includes('--b'))
})

it('masks a member of JSON that holds a secret, and leaves the others', () => {
  const json = '{"MediaType":"IMAGE","signature":"M4RK","x":"http://h/?X-Amz-Signature=M4RK"}'
  expect(maskSecrets(Buffer.from(json), []).toString()).toBe(json.replaceAll('M4RK', '****'))
})

it('shows a file that is text, since what it is explains why it is refused', () => {
  expect(shown(form(filePart('file', 'x', 'image/png', Buffer.from('This is no picture'))))).toContain(
    'This is no',
  )
})

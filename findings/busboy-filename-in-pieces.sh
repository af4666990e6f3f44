#!/usr/bin/env bash
# A long file name may come in pieces (RFC 2231, section 3): Python's email package writes every long one so, as
# filename*0*=…; filename*1*=…. Of two parsers of one family neither joins them, and they fail in different ways:
# busboy hands the file over as a text field, and where the pieces are encoded drops the part without an event;
# @fastify/busboy finds a file that is named after the second piece's parameter, index and equals sign included.
# Exits 0 while that is so, 1 when it changes.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund @fastify/busboy@3.2.0 busboy@1.6.0 >/dev/null

cat > run.cjs <<'JS'
const parsers = {
  busboy: (headers, on) => {
    const parser = require('busboy')({ headers })
    return parser.on('file', (_name, stream, { filename }) => on(stream, filename))
  },
  '@fastify/busboy': (headers, on) => {
    const Parser = require('@fastify/busboy')
    return new Parser({ headers }).on('file', (_name, stream, filename) => on(stream, filename))
  },
}
const names = {
  'in two pieces': 'filename*0="report-"; filename*1="2026.txt"',
  'in two encoded pieces': "filename*0*=utf-8''%C3%9Cber; filename*1*=sicht.txt",
}
const expected = [
  'busboy, in two pieces: a field of 5 characters',
  'busboy, in two encoded pieces: nothing, and the form ends well',
  '@fastify/busboy, in two pieces: a file named 1=2026.txt',
  '@fastify/busboy, in two encoded pieces: a file named 1*=sicht.txt',
]

const seen = []
for (const [parser, make] of Object.entries(parsers)) {
  const { version } = JSON.parse(require('node:fs').readFileSync(`node_modules/${parser}/package.json`, 'utf8'))
  console.log(`${parser} ${version}`)
  for (const [how, parameters] of Object.entries(names)) {
    let isTold = false
    const say = what => {
      isTold = true
      seen.push(`${parser}, ${how}: ${what}`)
    }
    const form = make({ 'content-type': 'multipart/form-data; boundary=B' }, (stream, filename) => {
      say(`a file named ${filename}`)
      stream.resume()
    })
    form.on('field', (_name, value) => say(`a field of ${value.length} characters`))
    form.on('finish', () => isTold || say('nothing, and the form ends well'))
    const disposition = `Content-Disposition: form-data; name="file"; ${parameters}`
    form.end(`--B\r\n${disposition}\r\nContent-Type: text/plain\r\n\r\nhello\r\n--B--\r\n`)
  }
}

process.on('beforeExit', () => {
  for (const line of seen) console.log(line)
  const isSame = JSON.stringify(seen.sort()) === JSON.stringify(expected.sort())
  console.log(isSame ? 'as found' : `changed: expected\n${expected.join('\n')}`)
  process.exit(isSame ? 0 : 1)
})
JS
node run.cjs

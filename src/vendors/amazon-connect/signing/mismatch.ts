import { createHash } from 'node:crypto'
import { indented } from '../../../core/text.ts'
import type { Head } from '../../../http/request/head.ts'
import type { Signature } from './signature.ts'
import { encode, isSameSignature, type Signed, sign, type Variant } from './sigv4.ts'

/** What clients are known to do differently, and what each of these means. */
const MISTAKES: readonly (Variant & { readonly what: string })[] = [
  {
    encodesPathOnce: true,
    what: 'The client signed the path as it is sent. Every service but S3 wants it percent-encoded once more.',
  },
  {
    leavesOutNamespace: true,
    what: 'The client signed the path without the namespace before it: something put that in after the signing.',
  },
  {
    trustsBodyHash: true,
    what: 'The client signed the hash of another body than the one that arrived.',
  },
]

/** Why a signature is not the one that was computed: both canonical requests, where the client's can be told. */
export function explainMismatch(
  head: Head,
  body: string,
  signature: Signature,
  at: { readonly expected: Signed; readonly secretAccessKey: string },
): readonly string[] {
  const ours = [
    'The canonical request that this server computed:',
    indented(shown(at.expected, signature)),
  ].join('\n\n')
  for (const { what, ...variant } of MISTAKES) {
    const theirs = sign(head, body, signature, { ...variant, secretAccessKey: at.secretAccessKey })
    if (isSameSignature(signature.signature, theirs.signature))
      return [
        ours,
        ['The canonical request that the client signed:', indented(shown(theirs, signature)), what].join(
          '\n\n',
        ),
      ]
  }
  return [
    ours,
    'The client signed another one, or with another secret key: compare the secret access key first, then each line above ' +
      'with what the client logs as its canonical request.',
  ]
}

/** A session token is a secret; its hash is enough to compare it. */
function shown({ canonicalRequest }: Signed, { sessionToken }: Signature): string {
  if (sessionToken === undefined) return canonicalRequest
  const hash = `sha256:${createHash('sha256').update(sessionToken).digest('hex')}`
  return canonicalRequest.replaceAll(sessionToken, hash).replaceAll(encode(sessionToken), hash)
}

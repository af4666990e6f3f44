import type { MediaPolicy } from '../../core/policy.ts'

const TOLD_BY: { readonly [J in MediaPolicy['judgedBy']]: string } = {
  content: 'its content',
  declared: 'the content type of the part',
  name: "the ending of its file's name",
}

/** A form's file as OpenAPI describes it: what of the policy JSON Schema can say, and the rest in words. */
export function fileSchema({ types, maxBytes, judgedBy, quota, quotaBytes }: MediaPolicy): object {
  return {
    // In 3.1 a file is a part without a type of its own; its content type stands in `encoding`.
    contentMediaType: types.value.includes('*') ? 'application/octet-stream' : types.value.join(', '),
    maxLength: maxBytes.value,
    description: [
      `Its type is told by ${TOLD_BY[judgedBy]}.`,
      ...(quota === undefined ? [] : [`An owner may have ${quota.value} of them.`]),
      ...(quotaBytes === undefined ? [] : [`An owner's may have ${quotaBytes.value} bytes together.`]),
    ].join(' '),
  }
}

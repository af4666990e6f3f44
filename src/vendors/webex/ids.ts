/**
 * What identifies a resource in a Webex id. An id is `ciscospark://<cluster>/<TYPE>/<uuid>` in base64, padded or
 * not, and one resource has several (DEVICE and CALLING_DEVICE, `us` and `US`): only the last segment counts. An
 * id that does not decode to that stands for itself. Source: https://github.com/jeokrohn/wxc_sdk (`webex_id_to_uuid`).
 */
export function bareId(id: string): string {
  const decoded = Buffer.from(id, 'base64').toString('utf8')
  const found = /^ciscospark:\/\/[^/]+\/[^/]+\/([^/]+)$/.exec(decoded)
  return found?.[1] ?? id
}

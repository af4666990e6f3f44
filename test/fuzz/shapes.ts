import type { Answer } from './invariants.ts'

type Shape = (body: { readonly [name: string]: unknown }, answer: Answer) => boolean

/** How each vendor writes a refusal. */
const SHAPES: { readonly [vendor: string]: Shape } = {
  webex: ({ message, errors, trackingId }) =>
    typeof message === 'string' && Array.isArray(errors) && typeof trackingId === 'string',
  zoom: ({ code, message, error, reason }) =>
    (typeof code === 'number' && typeof message === 'string') ||
    (typeof error === 'string' && typeof reason === 'string'),
  'cloud-softphone': ({ message }) => typeof message === 'string',
  'amazon-connect': ({ message, Message }, { head }) =>
    typeof message === 'string' && message === Message && /^x-amzn-errortype: \w/im.test(head),
}

/** Whether a refusal is written as a vendor writes them; what has no body says all by its status. */
export function isInShape(vendor: string, answer: Answer): boolean {
  const { body, type } = answer
  if (body === '' || type === '') return true
  if (vendor === 'cloud-softphone' && type.includes('xml'))
    return /^<response><message>[^<]*<\/message><\/response>$/.test(body)
  const shape = SHAPES[vendor]
  return shape === undefined || shape(JSON.parse(body), answer)
}

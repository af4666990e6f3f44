import { expect } from 'vitest'
import { filePart, formOf, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=0'

/** A file as its sender declares it. */
export interface Sent {
  readonly name?: string
  readonly type?: string
  readonly bytes?: Uint8Array
}

/** Sends a message's medium, as Cloud Softphone's apps do. */
export async function sendMedium(url: string, { owner = 'alice', ...file }: Sent & { owner?: string } = {}) {
  const { name, type, bytes } = whole(file)
  const form = rawForm([
    { headers: ['Content-Disposition: form-data; name="from"'], content: owner },
    filePart('file', name.replace(/["\\]/g, '\\$&'), type, bytes),
  ])
  const response = await fetch(`${url}/upload_media`, {
    method: 'POST',
    headers: { 'content-type': form.type },
    body: new Uint8Array(form.body),
  })
  expect(response.status).toBe(200)
}

/** Sends a Zoom user's background; the answer may be a refusal. */
export async function sendBackground(url: string, file: Sent = {}): Promise<Response> {
  return fetch(`${url}/v2/users/me/settings/virtual_backgrounds`, {
    method: 'POST',
    headers: { authorization: 'Bearer test' },
    body: formOf({ file: whole(file) }),
  })
}

/** Sends the background of a Webex phone. */
export async function sendPhoneBackground(url: string, file: Sent = {}) {
  const response = await fetch(
    `${url}/v1/telephony/config/devices/phone-1/actions/backgroundImageUpload/invoke`,
    {
      method: 'POST',
      headers: { authorization: 'Bearer test' },
      body: formOf({ file: whole(file), fileName: 'Blue' }),
    },
  )
  expect(response.status).toBe(201)
}

/** Sends the logo of an Amazon Connect workspace. */
export async function sendLogo(url: string) {
  const response = await fetch(`${url}/workspaces/i1/w1/media`, {
    method: 'POST',
    headers: { authorization: SIGNED },
    body: JSON.stringify({
      MediaType: 'IMAGE_LOGO_LIGHT_HORIZONTAL',
      MediaSource: fixture('logo.png').toString('base64'),
    }),
  })
  expect(response.status).toBe(200)
}

/** Does something so many times, some at a time. */
export async function many(count: number, work: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

function whole({ name = 'photo.jpg', type = 'image/jpeg', bytes = fixture('photo.jpg') }: Sent) {
  return { name, type, bytes }
}

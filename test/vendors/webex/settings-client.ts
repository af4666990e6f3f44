import { expect } from 'vitest'
import { type Call, call, type Reply } from './webex-client.ts'

export const JOBS = '/v1/telephony/config/jobs/devices/callDeviceSettings'
export const ORG_SETTINGS = '/v1/telephony/config/devices/settings'

export function devicePath(deviceId: string): string {
  return `/v1/telephony/config/devices/${deviceId}/settings`
}

export function locationPath(locationId: string): string {
  return `/v1/telephony/config/locations/${locationId}/devices/settings`
}

/** Plain JSON, as deep as a settings body goes. */
export interface Tree {
  readonly [key: string]: unknown
}

/** A settings body as the three GETs show it. */
export interface Shown {
  readonly customizations: { readonly [group: string]: Tree }
  readonly customEnabled?: boolean
  readonly updateInProgress: boolean
  readonly deviceCount: number
  readonly lastUpdateTime: number
}

/** The settings that a level shows. */
export async function settingsAt(url: string, path: string, options: Call = {}): Promise<Shown> {
  const reply = await call(url, path, options)
  expect(reply.status).toBe(200)
  return reply.body as Shown
}

/** The background that a level shows. */
export async function backgroundAt(url: string, path: string, options: Call = {}): Promise<unknown> {
  return (await settingsAt(url, path, options)).customizations.mpp?.background
}

/** Sends JSON. */
export function send(
  url: string,
  method: string,
  path: string,
  body: unknown,
  options: Call = {},
): Promise<Reply> {
  return call(url, path, {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...options,
    headers: { 'content-type': 'application/json;charset=utf-8', ...options.headers },
  })
}

/** Starts a job that writes settings of the org, or of a location. */
export function startJob(url: string, body: unknown, path: string = JOBS): Promise<Reply> {
  return send(url, 'POST', path, body)
}

/** Writes settings of the org, or of a location, and sees the job through. */
export async function writeSettings(url: string, body: unknown, query = ''): Promise<void> {
  const started = await startJob(url, body, JOBS + query)
  expect(started.status).toBe(200)
  const { id } = started.body as { id: string }
  expect(await call(url, `${JOBS}/${id}${query}`)).toMatchObject({
    status: 200,
    body: { latestExecutionStatus: 'COMPLETED' },
  })
}

/** Customizations that name the background alone. */
export function background(customUrl: string, image = 'CUSTOM_BACKGROUND') {
  return { customizations: { mpp: { background: { image, customUrl } } } }
}

import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { MiB } from '../../src/core/units.ts'
import { filePart, rawForm } from './form.ts'
import { padded } from './media.ts'

/** What tells a form's last boundary from another one. */
const END_BYTES = '--\r\n'.length

/** One user's file on its way: a part of the form is sent, and the test says when the rest follows. */
export class SlowUpload {
  readonly owner: string
  readonly bytes: Buffer
  readonly #rest: Buffer
  readonly #request: ClientRequest
  /** The status that the client saw; undefined where the connection ended before. */
  readonly status: Promise<number | undefined>

  /** `lacks`: half of the form, or no more than its end, so that all of the file is there. */
  constructor(url: string, number: number, lacks: 'half' | 'end' = 'half') {
    this.owner = `user:u${number}`
    // Of another length and with another end than each other one.
    this.bytes = Buffer.concat([padded('logo.png', MiB + number), Buffer.from(`end of ${number}`)])
    const form = rawForm([filePart('file', `${number}.png`, 'image/png', this.bytes)])
    const sent = form.body.length - (lacks === 'half' ? form.body.length / 2 : END_BYTES)
    this.#rest = form.body.subarray(sent)
    this.#request = request(`${url}/v2/users/u${number}/settings/virtual_backgrounds`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: 'Bearer x',
        'content-type': form.type,
        'content-length': form.body.length,
      },
    })
    this.status = this.#answer()
    this.#request.write(form.body.subarray(0, sent))
  }

  /** Sends the rest. */
  finish(): Promise<number | undefined> {
    this.#request.end(this.#rest)
    return this.status
  }

  /** As a client that goes away. */
  cut(): void {
    this.#request.destroy()
  }

  async #answer(): Promise<number | undefined> {
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        this.#request.on('response', resolve).on('error', reject)
      })
      response.resume()
      return response.statusCode
    } catch {
      // The server was killed: the client saw no answer.
      return undefined
    }
  }
}

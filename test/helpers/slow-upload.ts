import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { MiB } from '../../src/core/units.ts'
import { filePart, rawForm } from './form.ts'
import { padded } from './media.ts'

/** One user's file on its way: half of the form is sent, and the test says when the rest follows. */
export class SlowUpload {
  readonly owner: string
  readonly bytes: Buffer
  readonly #form: Buffer
  readonly #request: ClientRequest
  /** The status that the client saw; undefined where the connection ended before. */
  readonly status: Promise<number | undefined>

  constructor(url: string, number: number) {
    this.owner = `user:u${number}`
    // Of another length and with another end than each other one.
    this.bytes = Buffer.concat([padded('logo.png', 3 * MiB + number), Buffer.from(`end of ${number}`)])
    const form = rawForm([filePart('file', `${number}.png`, 'image/png', this.bytes)])
    this.#form = form.body
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
    this.#request.write(this.#form.subarray(0, this.#form.length / 2))
  }

  /** Sends the rest. */
  finish(): Promise<number | undefined> {
    this.#request.end(this.#form.subarray(this.#form.length / 2))
    return this.status
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

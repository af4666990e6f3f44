import { ConnectClient, ListWorkspacesCommand, ThrottlingException } from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import { startTestServer, TestClock } from '../helpers/server.ts'

/** A throttled server with its burst used up, and a client that lets the server's time pass after each refusal. */
async function throttled(options: { readonly maxAttempts: number; readonly waitsMs: number }) {
  const clock = new TestClock()
  const { url } = await startTestServer({ vendors: { 'amazon-connect': { rateLimit: 'on' } } }, { clock })
  const client = new ConnectClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: options.maxAttempts,
  })
  // The SDK's own type of a middleware is not among its exports: this one fits every step.
  const timePasses = <Next extends (args: never) => Promise<unknown>>(next: Next) =>
    (async (args: never) => {
      try {
        return await next(args)
      } catch (error) {
        clock.advance(options.waitsMs)
        throw error
      }
    }) as Next
  client.middlewareStack.addRelativeTo(timePasses, {
    name: 'timePasses',
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  })
  const call = () => client.send(new ListWorkspacesCommand({ InstanceId: 'i1' }))
  for (let burst = 0; burst < 5; burst++) await call()
  return call
}

it('is retried by the SDK when it is throttled, and passes once time has passed', async () => {
  const call = await throttled({ maxAttempts: 3, waitsMs: 500 })
  expect((await call()).$metadata).toMatchObject({ httpStatusCode: 200, attempts: 2 })
})

it('ends as a ThrottlingException when time does not pass', async () => {
  const call = await throttled({ maxAttempts: 2, waitsMs: 0 })
  const error = await call().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ThrottlingException)
  expect(error).toMatchObject({ $metadata: { httpStatusCode: 429, attempts: 2 } })
})

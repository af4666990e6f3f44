import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type * as z from 'zod'
import type { MediaPolicy } from '../../core/policy.ts'
import type { FormShape } from '../body/form.ts'

/** An endpoint as documents describe it. */
export interface OperationRoute {
  readonly operation: string
  readonly method: string
  /** With parameters as `:name`. */
  readonly url: string
  readonly isPublic: boolean
  readonly form: FormShape<unknown> | undefined
  /** What its file may be; undefined where it takes none. */
  readonly policy: MediaPolicy | undefined
  /** What the whole body may be, where that is the file. */
  readonly rawPolicy: MediaPolicy | undefined
  readonly schema: {
    readonly params?: z.ZodType
    readonly querystring?: z.ZodType
    readonly body?: z.ZodType
    readonly response?: { readonly [status: string]: z.ZodType }
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The form that the operation reads. Its fields are not judged by a route schema, which would want a parsed body. */
    form?: FormShape<unknown>
    /** What the operation accepts, where it takes a file and no form. */
    policy?: MediaPolicy
    /** Whether the file is the whole body. */
    isRaw?: boolean
  }
}

/** Has `add` see every operation that a scope mounts, once for each method; HEAD only where a route names it. */
export function onOperation(scope: FastifyInstance, add: (route: OperationRoute) => void): void {
  scope.addHook('onRoute', ({ method: methods, url, config, schema }) => {
    const { operation, isPublic = false, form, isRaw = false, policy } = config ?? {}
    const rawPolicy = isRaw ? policy : undefined
    if (operation === undefined || methods === 'HEAD') return
    // Every route schema here is written with zod.
    for (const method of [methods].flat())
      add({
        operation,
        method,
        url,
        isPublic,
        form,
        policy: policy ?? form?.policy,
        rawPolicy,
        schema: (schema ?? {}) as OperationRoute['schema'],
      })
  })
}

/** Adds routes to a scope. To register each as a plugin would give it a scope of its own, for a fifth of a start. */
export async function addRoutes(
  scope: Parameters<FastifyPluginAsyncZod>[0],
  ...plugins: readonly FastifyPluginAsyncZod[]
): Promise<void> {
  for (const plugin of plugins) await plugin(scope, {})
}

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

/** Adds routes to a scope. To register each as a plugin would give it a scope of its own, for a fifth of a start. */
export async function addRoutes(
  scope: Parameters<FastifyPluginAsyncZod>[0],
  ...plugins: readonly FastifyPluginAsyncZod[]
): Promise<void> {
  for (const plugin of plugins) await plugin(scope, {})
}

import * as z from 'zod'

/** Every operation may name an org; unknown query keys are ignored. */
export const orgQuery = z.object({ orgId: z.string().min(1).optional() })

import * as z from 'zod'

/** Whom a path names. */
export const ownerParams = z.object({ id: z.string().min(1) })

export const userReply = z.object({
  id: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  display_name: z.string(),
  email: z.string(),
  type: z.number().int(),
  role_name: z.string(),
  account_id: z.string(),
  status: z.literal('active'),
})

export const tokenReply = z.object({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.number().int(),
  scope: z.string(),
  api_url: z.string(),
})

/** What a client appends to the server's address: Zoom's paths stand behind it, save the token endpoint's. */
export const BASE_PATH = '/v2'

/** Where tokens are issued, behind the server's address. */
export const TOKEN_PATH = '/oauth/token'

/** A user's profile, behind the base path. */
export const USER_PATH = '/users/:id'

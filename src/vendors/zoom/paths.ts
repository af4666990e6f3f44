/** What a client appends to the server's address: Zoom's paths stand behind it, save the token endpoint's. */
export const BASE_PATH = '/v2'

/** What all paths about tokens begin with, behind the server's address. */
export const OAUTH_FOLDER = '/oauth'

/** Where tokens are issued. */
export const TOKEN_PATH = `${OAUTH_FOLDER}/token`

/** A user's profile, behind the base path. */
export const USER_PATH = '/users/:id'

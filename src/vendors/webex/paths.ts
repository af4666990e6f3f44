/** What a client appends to the server's address: Webex's paths stand behind it, save those of what it serves. */
export const BASE_PATH = '/v1'

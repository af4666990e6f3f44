/** What all of the vendor's paths begin with. */
export const BASE_PATH = '/fifth'

/** Behind the base path. */
export const paths = { pictures: '/pictures', notes: '/notes' } as const

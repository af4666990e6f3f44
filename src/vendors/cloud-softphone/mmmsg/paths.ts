/** Where places are allocated. */
export const MMMSG_PATH = '/mmmsg'

/** A place, where bytes are put and read. */
export const PLACE_PATH = '/mmmsg/:token'

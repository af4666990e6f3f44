/** Where places are allocated. */
export const MMMSG_PATH = '/mmmsg'

/** A place: its bytes are put there, and read. */
export const PLACE_PATH = '/mmmsg/:token'

/** What the examples send, a file of `fixtures/media`. */
export const PHOTO = { file: 'photo.jpg', type: 'image/jpeg' } as const
/** How many bytes it has. */
export const PHOTO_BYTES = 3_943

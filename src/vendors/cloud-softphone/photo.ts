/** The file of `fixtures/media` that the examples send. */
export const PHOTO = { file: 'photo.jpg', type: 'image/jpeg' } as const
/** The photo's length in bytes. */
export const PHOTO_BYTES = 3_943

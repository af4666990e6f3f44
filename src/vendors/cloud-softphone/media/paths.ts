/** Where the documentation's examples have a provider's services; each service may have several places. */
export const examplePaths = {
  upload: ['/upload_media', '/upload_message'],
  precheck: ['/upload_media_precheck', '/upload_message_precheck'],
  reference: ['/media_ref_send'],
} as const

/** Where uploaded media are served. */
export const MEDIA_FOLDER = '/media'

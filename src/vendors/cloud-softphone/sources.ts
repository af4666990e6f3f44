/** Where the facts about Cloud Softphone's web services come from. */
export const sources = {
  upload: 'https://doc.acrobits.net/api/client/media_upload.html',
  precheck: 'https://doc.acrobits.net/api/client/media_precheck.html',
  services: 'https://doc.acrobits.net/api/client/intro.html',
  reference: 'https://doc.acrobits.net/api/client/media_ref_send.html',
  mmmsg: 'https://doc.acrobits.net/mmmsg/overview.html',
  nobody: 'not documented',
} as const

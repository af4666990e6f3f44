/** Where the facts about Zoom come from. */
export const sources = {
  collection: 'https://tools.chilkat.io (copy of Zoom’s Postman collection: upload virtual background files)',
  users: 'https://developers.zoom.us/docs/api/users/',
  accounts: 'https://developers.zoom.us/docs/api/accounts/',
  errors: 'https://developers.zoom.us/docs/api/errors/',
  rateLimits: 'https://developers.zoom.us/docs/api/rate-limits/',
  scopes: 'https://developers.zoom.us/docs/integrations/oauth-scopes-granular/',
  zoomNet: 'https://github.com/Jericho/ZoomNet',
  audit: 'third-party live audit of the Zoom API, 2026-09-08',
  backend: 'a public backend that calls the real API, checked against the published pages on 2026-09-13',
  spring: 'assumed from the framework whose words the observed replies use',
  nobody: 'not documented',
} as const

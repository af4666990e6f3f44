const REFERENCE = 'https://developer.webex.com/docs/api/v1/device-call-settings'

/** Where the facts about Webex come from. */
export const sources = {
  upload: `${REFERENCE}/upload-a-device-background-image`,
  list: `${REFERENCE}/read-the-list-of-background-images`,
  delete: `${REFERENCE}/delete-device-background-images`,
  guide: 'https://developer.webex.com/docs/api/guides/working-with-device-background-images',
  spec: 'https://github.com/webex/webex-openapi-specs (public-spec/webex-device.json)',
  meetingSpec: 'https://github.com/webex/webex-openapi-specs (public-spec/webex-meeting.json)',
  client: 'https://github.com/jeokrohn/wxc_sdk',
  nobody: 'not documented',
} as const

const DEVICES = '/telephony/config/devices'

/** The paths of operations on phones, behind the base path. */
export const paths = {
  uploadImage: `${DEVICES}/:deviceId/actions/backgroundImageUpload/invoke`,
  images: `${DEVICES}/backgroundImages`,
  devices: '/devices',
  device: '/devices/:deviceId',
  deviceSettings: `${DEVICES}/:deviceId/settings`,
  locationSettings: '/telephony/config/locations/:locationId/devices/settings',
  orgSettings: `${DEVICES}/settings`,
  jobs: '/telephony/config/jobs/devices/callDeviceSettings',
  job: '/telephony/config/jobs/devices/callDeviceSettings/:jobId',
} as const

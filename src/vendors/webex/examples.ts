import type { OperationExample } from '../../http/vendor-kit/examples.ts'

const DEVICES = '/v1/telephony/config/devices'
const JOBS = '/v1/telephony/config/jobs/devices/callDeviceSettings'
const DARK_BLUE = { mpp: { background: { image: 'DARK_BLUE', customUrl: '' } } }

/** Every operation once, in an order that works. */
export const examples: readonly OperationExample[] = [
  {
    operation: 'uploadBackgroundImage',
    method: 'POST',
    path: `${DEVICES}/phone-1/actions/backgroundImageUpload/invoke`,
    body: {
      form: [
        { name: 'file', file: 'logo.png', type: 'image/png' },
        { name: 'fileName', value: 'CompanyLogoBlue' },
      ],
    },
    status: 201,
  },
  { operation: 'listBackgroundImages', method: 'GET', path: `${DEVICES}/backgroundImages`, status: 200 },
  { operation: 'listDevices', method: 'GET', path: '/v1/devices?type=phone', status: 200 },
  { operation: 'getDevice', method: 'GET', path: '/v1/devices/phone-1', status: 200 },
  { operation: 'getDeviceSettings', method: 'GET', path: `${DEVICES}/phone-1/settings`, status: 200 },
  {
    operation: 'updateDeviceSettings',
    method: 'PUT',
    path: `${DEVICES}/phone-1/settings`,
    body: { json: { customizations: DARK_BLUE, customEnabled: true } },
    status: 204,
  },
  {
    operation: 'startCallDeviceSettingsJob',
    method: 'POST',
    path: JOBS,
    body: {
      json: { locationId: 'location-1', locationCustomizationsEnabled: true, customizations: DARK_BLUE },
    },
    status: 200,
    capture: { jobId: ['id'] },
  },
  { operation: 'getCallDeviceSettingsJob', method: 'GET', path: `${JOBS}/{{jobId}}`, status: 200 },
  {
    operation: 'getLocationDeviceSettings',
    method: 'GET',
    path: '/v1/telephony/config/locations/location-1/devices/settings',
    status: 200,
  },
  { operation: 'getOrgDeviceSettings', method: 'GET', path: `${DEVICES}/settings`, status: 200 },
  {
    operation: 'deleteBackgroundImages',
    method: 'DELETE',
    path: `${DEVICES}/backgroundImages`,
    body: { json: { backgroundImages: [{ fileName: 'CompanyLogoBlue', forceDelete: true }] } },
    status: 200,
  },
]

import type { OperationExample } from '../../../http/vendor-kit/examples.ts'
import { pathTo } from '../../../http/vendor-kit/paths.ts'
import { BASE_PATH } from '../paths.ts'
import { backgroundImages } from './images.ts'
import { paths } from './paths.ts'

/** What the examples act on. */
const IDS = { deviceId: 'phone-1', locationId: 'location-1', jobId: '{{jobId}}' }
const DARK_BLUE = { mpp: { background: { image: 'DARK_BLUE', customUrl: '' } } }

const at = (path: string) => BASE_PATH + pathTo(path, IDS)

/** Every operation on phones once, in an order that works. */
export const deviceExamples: readonly OperationExample[] = [
  {
    operation: 'uploadBackgroundImage',
    method: 'POST',
    path: at(paths.uploadImage),
    body: {
      form: [
        { name: backgroundImages.part, file: 'logo.png', type: 'image/png' },
        { name: 'fileName', value: 'CompanyLogoBlue' },
      ],
    },
    status: 201,
  },
  { operation: 'listBackgroundImages', method: 'GET', path: at(paths.images), status: 200 },
  { operation: 'listDevices', method: 'GET', path: `${at(paths.devices)}?type=phone`, status: 200 },
  { operation: 'getDevice', method: 'GET', path: at(paths.device), status: 200 },
  { operation: 'getDeviceSettings', method: 'GET', path: at(paths.deviceSettings), status: 200 },
  {
    operation: 'updateDeviceSettings',
    method: 'PUT',
    path: at(paths.deviceSettings),
    body: { json: { customizations: DARK_BLUE, customEnabled: true } },
    status: 204,
  },
  {
    operation: 'startCallDeviceSettingsJob',
    method: 'POST',
    path: at(paths.jobs),
    body: {
      json: { locationId: IDS.locationId, locationCustomizationsEnabled: true, customizations: DARK_BLUE },
    },
    status: 200,
    capture: { jobId: ['id'] },
  },
  { operation: 'getCallDeviceSettingsJob', method: 'GET', path: at(paths.job), status: 200 },
  {
    operation: 'getLocationDeviceSettings',
    method: 'GET',
    path: at(paths.locationSettings),
    status: 200,
  },
  { operation: 'getOrgDeviceSettings', method: 'GET', path: at(paths.orgSettings), status: 200 },
  {
    operation: 'deleteBackgroundImages',
    method: 'DELETE',
    path: at(paths.images),
    body: { json: { backgroundImages: [{ fileName: 'CompanyLogoBlue', forceDelete: true }] } },
    status: 200,
  },
]

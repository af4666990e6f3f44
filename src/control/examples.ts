import { CONTROL_PREFIX } from '../core/namespace.ts'
import type { OperationExample } from '../http/vendor-kit/examples.ts'

/** Their paths are below the control API's prefix. */
const examples: readonly OperationExample[] = [
  { operation: 'getHealth', method: 'GET', path: '/health', auth: 'none', status: 200 },
  { operation: 'listAssets', method: 'GET', path: '/assets', status: 200 },
  { operation: 'listRequests', method: 'GET', path: '/requests?limit=10', status: 200 },
  { operation: 'listFaults', method: 'GET', path: '/faults', status: 200 },
  {
    operation: 'addFault',
    method: 'POST',
    path: '/faults',
    body: {
      json: {
        match: { operation: 'uploadUserVirtualBackground' },
        times: 2,
        respond: { error: 'rate-limited', retryAfter: 1 },
      },
    },
    status: 201,
    capture: { faultId: ['id'] },
  },
  { operation: 'removeFault', method: 'DELETE', path: '/faults/{{faultId}}', status: 204 },
  { operation: 'clearFaults', method: 'DELETE', path: '/faults', status: 204 },
  {
    operation: 'verify',
    method: 'POST',
    path: '/verify',
    body: { json: { match: { vendor: 'zoom' }, exactly: 0 } },
    status: 200,
  },
  {
    operation: 'check',
    method: 'POST',
    path: '/check',
    body: { form: [{ name: 'file', file: 'photo.jpg', type: 'image/jpeg' }] },
    status: 200,
  },
  { operation: 'exportState', method: 'GET', path: '/state', status: 200 },
  { operation: 'listNamespaces', method: 'GET', path: '/namespaces', status: 200 },
  { operation: 'getMetrics', method: 'GET', path: '/metrics', status: 200 },
  { operation: 'clearRequests', method: 'DELETE', path: '/requests', status: 204 },
  { operation: 'listPolicies', method: 'GET', path: '/policies', status: 200 },
  { operation: 'listVendors', method: 'GET', path: '/vendors', status: 200 },
  { operation: 'getClock', method: 'GET', path: '/clock', status: 200 },
  {
    operation: 'setClock',
    method: 'PUT',
    path: '/clock',
    body: { json: { advanceMs: 3600000 } },
    status: 200,
  },
  { operation: 'reset', method: 'POST', path: '/reset', status: 204 },
]

/** The control API's operations that need nothing to be there before. */
export const controlExamples: readonly OperationExample[] = examples.map(example => ({
  ...example,
  path: CONTROL_PREFIX + example.path,
}))

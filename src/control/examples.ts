import type { OperationExample } from '../http/vendor-kit/examples.ts'

/** The control API's operations that need nothing to be there before. */
export const controlExamples: readonly OperationExample[] = [
  { operation: 'getHealth', method: 'GET', path: '/_mock/health', auth: 'none', status: 200 },
  { operation: 'listAssets', method: 'GET', path: '/_mock/assets', status: 200 },
  { operation: 'listRequests', method: 'GET', path: '/_mock/requests?limit=10', status: 200 },
  { operation: 'listFaults', method: 'GET', path: '/_mock/faults', status: 200 },
  {
    operation: 'addFault',
    method: 'POST',
    path: '/_mock/faults',
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
  { operation: 'removeFault', method: 'DELETE', path: '/_mock/faults/{{faultId}}', status: 204 },
  { operation: 'clearFaults', method: 'DELETE', path: '/_mock/faults', status: 204 },
  {
    operation: 'verify',
    method: 'POST',
    path: '/_mock/verify',
    body: { json: { match: { vendor: 'zoom' }, exactly: 0 } },
    status: 200,
  },
  {
    operation: 'check',
    method: 'POST',
    path: '/_mock/check',
    body: { form: [{ name: 'file', file: 'photo.jpg', type: 'image/jpeg' }] },
    status: 200,
  },
  { operation: 'exportState', method: 'GET', path: '/_mock/state', status: 200 },
  { operation: 'listNamespaces', method: 'GET', path: '/_mock/namespaces', status: 200 },
  { operation: 'getMetrics', method: 'GET', path: '/_mock/metrics', status: 200 },
  { operation: 'clearRequests', method: 'DELETE', path: '/_mock/requests', status: 204 },
  { operation: 'listPolicies', method: 'GET', path: '/_mock/policies', status: 200 },
  { operation: 'getClock', method: 'GET', path: '/_mock/clock', status: 200 },
  {
    operation: 'setClock',
    method: 'PUT',
    path: '/_mock/clock',
    body: { json: { advanceMs: 3600000 } },
    status: 200,
  },
  { operation: 'reset', method: 'POST', path: '/_mock/reset', status: 204 },
]

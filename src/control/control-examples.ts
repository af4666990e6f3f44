import type { OperationExample } from '../http/examples.ts'

/** The control API's operations that need nothing to be there before. */
export const controlExamples: readonly OperationExample[] = [
  { operation: 'getHealth', method: 'GET', path: '/_mock/health', auth: 'none', status: 200 },
  { operation: 'listAssets', method: 'GET', path: '/_mock/assets', status: 200 },
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

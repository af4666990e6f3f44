import type { SecurityScheme } from '../../../http/vendor-kit/security.ts'

const SERVICE = 'connect'
const REGION = 'us-east-1'

/** A signature by AWS's version 4, with a key of test values. */
export const sigv4: SecurityScheme = {
  openapi: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  curl: `--aws-sigv4 aws:amz:${REGION}:${SERVICE} -u test:test`,
  postman: {
    type: 'awsv4',
    members: {
      accessKey: '{{accessKeyId}}',
      secretKey: '{{secretAccessKey}}',
      region: REGION,
      service: SERVICE,
    },
    variables: { accessKeyId: 'test', secretAccessKey: 'test' },
  },
}

const API = 'https://docs.aws.amazon.com/connect/latest/APIReference'

/** Where the facts about Amazon Connect come from. */
export const sources = {
  import: `${API}/API_ImportWorkspaceMedia.html`,
  create: `${API}/API_CreateWorkspace.html`,
  bestPractices: 'https://docs.aws.amazon.com/connect/latest/APIReference/best-practices-connect-apis.html',
  model: 'https://github.com/boto/botocore (data/connect/2017-08-08/service-2.json)',
  common: 'https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/common-errors.html',
  sdk: 'https://www.npmjs.com/package/@aws-sdk/client-connect (seen on the wire)',
  nobody: 'not documented',
} as const

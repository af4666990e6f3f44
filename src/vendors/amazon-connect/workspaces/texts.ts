import { texts, type UploadTexts } from '../texts.ts'

/** What the service says of workspaces and media that it refuses. */
export const mediaTexts: UploadTexts = {
  invalid: { status: 400, name: 'InvalidParameterException', text: texts.invalid },
  quota: { status: 402, name: 'ServiceQuotaExceededException', text: texts.quota },
}

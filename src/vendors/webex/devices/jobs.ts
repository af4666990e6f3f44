import type { Row } from '../../../storage/records.ts'

/** The kind of row that a job is; its key is the last part of its id. */
export const JOB = 'call-device-settings-job'

/** How long a job runs while nobody asks about it. */
const RUN_MS = 5_000

/** A job that writes settings of a location or an org, as kept. */
export interface Job {
  readonly startedAt: number
  /** Whether somebody has asked about it, which ends it. */
  readonly asked: boolean
  readonly trackingId: string
  readonly orgId: string
  readonly locationId: string | undefined
  readonly locationCustomizationsEnabled: boolean
}

/** Whether the job still runs at this time. */
export function isRunning(row: Row, now: number): boolean {
  const job = jobOf(row)
  return !job.asked && now < job.startedAt + RUN_MS
}

/** What a row keeps of a job. */
export function jobOf(row: Row): Job {
  return row.data as unknown as Job // what `startCallDeviceSettingsJob` wrote
}

/** A job's id in Webex's own spelling. */
export function jobId(uuid: string): string {
  return Buffer.from(`ciscospark://us/JOB_ID/${uuid}`).toString('base64url')
}

/** A job in Webex's words. Source: the job object of the published schema. */
export function toJobReply(uuid: string, job: Job, state: 'STARTING' | 'COMPLETED') {
  const isDone = state === 'COMPLETED'
  const at = new Date(job.startedAt).toISOString()
  return {
    name: 'calldevicesettings' as const,
    id: jobId(uuid),
    jobType: 'calldevicesettings',
    trackingId: job.trackingId,
    sourceUserId: 'default-user',
    sourceCustomerId: job.orgId,
    targetCustomerId: job.orgId,
    instanceId: 1,
    jobExecutionStatus: [
      {
        id: 1,
        lastUpdated: at,
        statusMessage: state,
        exitCode: isDone ? 'COMPLETED' : 'UNKNOWN',
        createdTime: at,
        timeElapsed: 'PT0S',
      },
    ],
    latestExecutionStatus: state,
    latestExecutionExitCode: isDone ? 'COMPLETED' : 'UNKNOWN',
    locationCustomizationsEnabled: job.locationCustomizationsEnabled,
    target: job.locationId === undefined ? ('CUSTOMER' as const) : ('LOCATION' as const),
    ...(job.locationId !== undefined && { locationId: job.locationId }),
    percentageComplete: isDone ? 100 : 0,
  }
}

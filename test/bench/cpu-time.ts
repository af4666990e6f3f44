import { readdirSync, readFileSync } from 'node:fs'

/** The system counts in hundredths of a second. */
const TICK_MS = 10

interface Times {
  readonly parent: number
  readonly own: number
  /** That of children which have ended. */
  readonly ended: number
}

/** How long the processors worked for a process, in milliseconds; 0 where there is none. Linux. */
export function cpuMs(pid: number | undefined): number {
  return timesOf(String(pid))?.own ?? 0
}

/** The same for a process and its children, those included that have ended. */
export function familyCpuMs(pid: number | undefined): number {
  const parent = timesOf(String(pid))
  const all = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const children = all.map(timesOf).filter(times => times?.parent === pid)
  return [parent, ...children].reduce((sum, times) => sum + (times?.own ?? 0), parent?.ended ?? 0)
}

function timesOf(pid: string): Times | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name stands before, in parentheses, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const field = (at: number) => Number(fields[at])
    return {
      parent: field(1),
      own: (field(11) + field(12)) * TICK_MS,
      ended: (field(13) + field(14)) * TICK_MS,
    }
  } catch {
    // It has ended since it was listed.
    return undefined
  }
}

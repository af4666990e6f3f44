import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, onTestFinished } from 'vitest'
import { KiB } from '../../src/core/units.ts'

function mount(bytes: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'uploadmock-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir], { stdio: 'ignore' })
  } catch (error) {
    rmdirSync(dir)
    throw error
  }
  return dir
}

function unmount(dir: string): void {
  execFileSync('umount', [dir])
  rmdirSync(dir)
}

function canMount(): boolean {
  try {
    unmount(mount(64 * KiB))
    return true
  } catch {
    return false
  }
}

const isAble = canMount()

/** As `describe`, where this user may mount a disk; elsewhere its tests are skipped, which one line tells. */
export const describeWithSmallDisk = isAble ? describe : describe.skip
if (!isAble) process.stderr.write('tests of full disks are skipped: this user may not mount a tmpfs\n')

/** A disk of one test's own with so many bytes: its folder. It goes when the test ends. */
export function smallDisk(bytes: number): string {
  const dir = mount(bytes)
  // Lazily: whoever still closes a file there is waited for by nobody.
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', dir])
    rmdirSync(dir)
  })
  return dir
}

/** Fills a disk to its last page. */
export function fillDisk(dir: string): void {
  const file = openSync(join(dir, 'filler'), 'a')
  const piece = Buffer.alloc(64 * KiB, 'x')
  try {
    for (;;) writeSync(file, piece)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    closeSync(file)
  }
}

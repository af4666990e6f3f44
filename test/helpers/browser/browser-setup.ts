import { findChromium } from './chromium.ts'

/** Says once for a run that nothing is tested in a browser, or fails where that is no way to pass. */
export default function setup(): void {
  if (findChromium() !== undefined) return
  if (process.env.UPLOADMOCK_REQUIRE_CHROMIUM === '1')
    throw new Error('no Chromium here, and UPLOADMOCK_REQUIRE_CHROMIUM asks for one')
  console.log('no Chromium here: tests of the page are skipped')
}

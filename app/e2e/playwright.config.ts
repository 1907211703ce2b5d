/**
 * One set of specs on two shells: `web` is the browser page, `electron` the desktop app (its runtime, or its double), and
 * `packaged` the desktop app as it is packaged (`package.ts`).
 *
 * Reference screenshots stand in `screenshots/`. `node app/e2e/renew-screenshots.mjs` renews them and shows what has changed.
 */
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { CHROMIUM_ARGUMENTS, chromiumPath } from './chromium.ts'
import type { ShellOptions } from './fixtures.ts'

const executablePath = chromiumPath()
const output = join(import.meta.dirname, '../../test-results')

export default defineConfig<object, ShellOptions>({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: output,
  // Programs are started and timed: specs beside each other would measure each other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  reporter: [['./tally-reporter.ts']],
  snapshotPathTemplate: '{testDir}/screenshots/{arg}-{projectName}{ext}',
  // Letters are drawn differently on every system: the references are Linux's.
  ignoreSnapshots: process.platform !== 'linux',
  expect: {
    timeout: 20_000,
    toHaveScreenshot: {
      // Two runs on one Chromium are equal to the byte. Another version may smooth an edge otherwise: a pixel counts as
      // different from a fifth of the way between two colours on. A moved letter is some forty such pixels, so the number
      // of them has to stay below that (`screenshots.spec.ts` moves a word and sees it caught). Tried: references made
      // with Chromium 156 pass on Chromium 150.
      threshold: 0.2,
      maxDiffPixels: 24,
      animations: 'disabled',
      caret: 'hide',
      scale: 'css',
    },
  },
  use: {
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: [...CHROMIUM_ARGUMENTS] },
  },
  projects: [
    // The browser has no native menu and no window of ours.
    { name: 'web', testIgnore: 'shell.spec.ts', use: { shell: 'web' } },
    { name: 'electron', use: { shell: 'electron' } },
    // The same, as it is packaged: it has to look the same, too.
    { name: 'packaged', use: { shell: 'packaged' }, snapshotPathTemplate: '{testDir}/screenshots/{arg}-electron{ext}' },
  ],
})

/**
 * What is made by the app and kept: `npx playwright test -c app/e2e/recordings make` the recordings (then renew the
 * reference screenshots), `… pictures` the pictures of docs/design.md.
 */
import { defineConfig } from '@playwright/test'
import base from '../playwright.config.ts'

export default defineConfig({ ...base, testDir: '.', testMatch: '{make,pictures}.ts', reporter: 'list', projects: base.projects?.filter(({ name }) => name === 'web') ?? [] })

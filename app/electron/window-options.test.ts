import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { THEME_COLOURS, windowOptions } from './window-options.ts'

const place = { width: 1200, height: 800, x: 5, y: 6, maximized: true }

test('the window has its place, its smallest size, and nothing to see before there is something', () => {
  const options = windowOptions('/preload.cjs', place, 'dark', 'linux')
  expect(options).toMatchObject({ width: 1200, height: 800, x: 5, y: 6, minWidth: 960, minHeight: 600, show: false, backgroundColor: '#131210', titleBarStyle: 'hidden' })
  expect(options).not.toHaveProperty('maximized')
})

test("the system's buttons lie on the page's app bar, in its colours", () => {
  expect(windowOptions('', place, 'light', 'win32').titleBarOverlay).toEqual({ color: '#f4f1eb', symbolColor: '#211f1b', height: 44 })
  const mac = windowOptions('', place, 'light', 'darwin')
  expect([mac.titleBarOverlay, mac.trafficLightPosition]).toEqual([undefined, { x: 14, y: 15 }])
})

test("the window's colours are those of the page", () => {
  const css = readFileSync(join(import.meta.dirname, '../renderer/theme/tokens.css'), 'utf8')
  for (const colours of Object.values(THEME_COLOURS)) {
    for (const colour of Object.values(colours)) expect(css.toLowerCase()).toContain(colour === '#000000' ? '#000' : colour === '#ffffff' ? '#fff' : colour)
  }
})

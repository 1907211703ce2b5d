/**
 * Draws the icons: `node build/icons/make.mjs`. From `icon.svg`, and for the smallest sizes `icon-small.svg`, it makes
 * the PNGs, `icon.ico` and `icon.icns` beside it, with the Chromium that the tests use. All of it is committed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { fail } from '../toolbox.mjs'
import { icnsFile, icoFile } from './containers.mjs'

const here = import.meta.dirname
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const SMALL = 32
/** Names that the desktops of Linux look for. */
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512]
const ICO = [16, 24, 32, 48, 64, 128, 256]
const ICNS = [16, 32, 64, 128, 256, 512, 1024]

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => file && existsSync(file))
if (executablePath === undefined) fail('The icons are drawn by Chromium, and none was found. Install it, or set CHROMIUM_PATH.')

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const images = []
try {
  const page = await browser.newPage()
  for (const size of SIZES) {
    const svg = readFileSync(path.join(here, size <= SMALL ? 'icon-small.svg' : 'icon.svg'), 'utf8')
    await page.setViewportSize({ width: size, height: size })
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`)
    images.push({ size, png: await page.screenshot({ omitBackground: true }) })
  }
} finally {
  await browser.close()
}
const only = (sizes) => images.filter(({ size }) => sizes.includes(size))
mkdirSync(path.join(here, 'linux'), { recursive: true })
for (const { size, png } of only(LINUX)) writeFileSync(path.join(here, 'linux', `${size}x${size}.png`), png)
writeFileSync(path.join(here, 'icon.ico'), icoFile(only(ICO)))
writeFileSync(path.join(here, 'icon.icns'), icnsFile(only(ICNS)))
process.stdout.write(`${images.length} sizes\n`)

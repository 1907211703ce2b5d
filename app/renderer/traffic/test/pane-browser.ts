/** The traffic pane in a real browser, alone, on recorded traces (`harness.tsx`): one browser for the tests of a file. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { build } from 'vite'

const RENDERER = join(import.meta.dirname, '../..')
const CHROMIUM = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium'
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

export interface PaneBrowser {
  /** Opens the pane at a size. @param query as `harness.tsx` lists it */
  open(query: string, width?: number, height?: number): Promise<Page>
}

/** Builds the page and starts a browser before the tests of a file, and closes both after them. */
export function usePaneBrowser(): PaneBrowser {
  let folder: string
  let server: Server
  let browser: Browser
  let address: string
  /** What a page says that it should not. */
  let complaints: string[] = []

  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) throw new Error(`These tests need Chromium, and ${CHROMIUM} is not there. Install it, or set CHROMIUM_PATH.`)
    folder = mkdtempSync(join(tmpdir(), 'managerie-traffic-'))
    await build({
      root: RENDERER,
      configFile: false,
      base: './',
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, rollupOptions: { input: join(import.meta.dirname, 'harness.html') } },
    })
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://page').pathname
      response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream')
      try {
        response.end(readFileSync(join(folder, path)))
      } catch {
        response.writeHead(404).end()
      }
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/traffic/test/harness.html`
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    server?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    const said = complaints
    complaints = []
    expect(said).toEqual([])
  })

  return {
    async open(query, width = 564, height = 796) {
      const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico')) complaints.push(message.text())
      })
      await page.goto(`${address}?width=${width}&height=${height}&${query}`)
      await page.locator('.traffic').waitFor()
      return page
    },
  }
}

/** Parts that stick out of the pane at its right, at a width. */
export async function outsideOf(page: Page, width: number, parts: string): Promise<string[]> {
  await page.locator('#pane').evaluate((pane: HTMLElement, pixels) => (pane.style.width = `${pixels}px`), width)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  return page.evaluate(
    ([right, selector]) =>
      [...document.querySelectorAll(selector)].filter((part) => part.getClientRects().length > 0 && part.getBoundingClientRect().right > right + 1).map((part) => part.className),
    [width, parts] as const,
  )
}

/** What axe finds, by theme. */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: readFileSync(AXE, 'utf8') })
  const found: string[] = []
  for (const theme of ['light', 'dark', 'contrast']) {
    const wrong = await page.evaluate(async (name) => {
      document.documentElement.dataset['theme'] = name
      const { axe: checker } = globalThis as unknown as { axe: { run(selector: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      return (await checker.run('#pane')).violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0]?.html.slice(0, 200)}`)
    }, theme)
    found.push(...wrong)
  }
  return found
}

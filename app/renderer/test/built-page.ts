/** The page with its harness, built and served under the shells' policy, and a browser for it: for tests of the whole page. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const CHROMIUM = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium'
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

export interface BuiltPage {
  /** Of the harness. */
  readonly address: string
  readonly browser: Browser
  /** Where the build is; files that a test makes may lie beside it. */
  readonly folder: string
  /** Ends browser and server, and removes the build. */
  close(): Promise<void>
}

/** @throws Error that says what to install, where there is no Chromium */
export async function openBuiltPage(): Promise<BuiltPage> {
  if (!existsSync(CHROMIUM)) throw new Error(`These tests need Chromium, and ${CHROMIUM} is not there. Install it, or set CHROMIUM_PATH.`)
  const folder = mkdtempSync(join(tmpdir(), 'managerie-page-'))
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, rollupOptions: { input: join(import.meta.dirname, 'harness.html') } },
  })
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    response.setHeader('Content-Security-Policy', POLICY)
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream')
    try {
      response.end(readFileSync(join(folder, path)))
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/test/harness.html`,
    browser,
    folder,
    async close() {
      await browser.close()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

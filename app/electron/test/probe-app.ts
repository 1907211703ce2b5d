/**
 * The main process and the preload as they are shipped, with a small page that says what it hears: run as a whole, on
 * Electron where its runtime is installed, else on its double.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromiumPath } from '../../e2e/chromium.ts'
import { type Launched, type LaunchOptions, electronRuntime, launchElectron } from '../../e2e/launch.ts'

const HERE = import.meta.dirname
const ROOT = join(HERE, '../../..')

/** What the page has on its window. */
export interface ProbePage {
  readonly heard: { id?: number; method?: string; params?: Record<string, unknown>; result?: Record<string, unknown>; error?: { message: string } }[]
  readonly violations: string[]
  readonly evaluated: unknown
  readonly managerie: { post(message: unknown): void }
}

/** Why nothing can be launched here, if so. */
export const missing = chromiumPath() === undefined && electronRuntime() === undefined ? 'neither Chromium nor Electron was found' : undefined

export interface ProbeApp {
  readonly dist: string
  readonly main: string
  /** Starts it; `home` is a new one unless given. */
  launch(home?: string, more?: Pick<LaunchOptions, 'args' | 'env'>): Promise<Launched & { home: string }>
  newHome(): string
  /** Closes what was started since the last time. */
  closeAll(): Promise<void>
  remove(): void
}

/** @param name of its folder, one for each test file */
export async function buildProbeApp(name: string): Promise<ProbeApp> {
  // Inside the project, so that what is not bundled is found.
  const dist = join(ROOT, `node_modules/.cache/managerie/${name}-${process.pid}`)
  const main = join(dist, 'electron/main.js')
  const homes = mkdtempSync(join(tmpdir(), 'managerie-main-'))
  const running: Launched[] = []
  const common = { bundle: true, platform: 'node' as const, logLevel: 'error' as const, target: 'node20.19' }
  const require = "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);"
  await Promise.all([
    build({ ...common, format: 'esm', entryPoints: [join(HERE, '../main.ts')], outfile: main, external: ['electron', 'esbuild'], banner: { js: require } }),
    build({ ...common, format: 'cjs', entryPoints: [join(HERE, '../preload.ts')], outfile: join(dist, 'electron/preload.cjs'), external: ['electron'] }),
  ])
  mkdirSync(join(dist, 'renderer'), { recursive: true })
  writeFileSync(join(dist, 'package.json'), '{ "name": "managerie", "version": "9.8.7", "type": "module", "main": "electron/main.js" }')
  writeFileSync(join(dist, 'renderer/index.html'), '<!doctype html><title>Probe</title><h1>Probe</h1><script src="/page.js"></script>')
  writeFileSync(
    join(dist, 'renderer/page.js'),
    `window.heard = []
     window.violations = []
     addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective))
     // Not from a test's own evaluation: that may always evaluate.
     try { window.evaluated = eval('1 + 1') } catch (error) { window.evaluated = error.name }
     managerie.onMessage((message) => window.heard.push(message))
     managerie.post({ jsonrpc: '2.0', id: 1, method: 'hello', params: {} })`,
  )
  const newHome = (): string => mkdtempSync(join(homes, 'home-'))
  return {
    dist,
    main,
    newHome,
    async launch(home = newHome(), more = {}) {
      const launched = await launchElectron({ ...more, main, env: { MANAGERIE_HOME: home, ...more.env } })
      running.push(launched)
      return { ...launched, home }
    },
    async closeAll() {
      for (const one of running.splice(0)) await one.close()
    },
    remove() {
      rmSync(dist, { recursive: true, force: true })
      rmSync(homes, { recursive: true, force: true })
    },
  }
}

/** The log of the app of a home. */
export function logOf(home: string): string {
  return readFileSync(join(home, 'logs/main.log'), 'utf8')
}

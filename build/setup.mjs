/**
 * Makes a clone ready: the right Node, the locked packages, a build. Does only what is not done yet.
 *
 * `node build/setup.mjs` does that and says so; the other scripts call the functions.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, fingerprintOf, onceFor, root, run, say, since } from './toolbox.mjs'

const NEEDED = [20, 19]

/** Ends with a sentence on a Node that is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return
  fail(`Managerie needs Node ${NEEDED.join('.')} or newer; this is ${process.version}. Install a newer one from nodejs.org and try again.`)
}

/** Installs the packages of package-lock.json, unless they are there. */
export async function installPackages() {
  const lock = readFileSync(path.join(root, 'package-lock.json'))
  const fingerprint = createHash('sha256').update(lock).update(process.platform).update(process.arch).digest('hex')
  const start = performance.now()
  const ran = await onceFor('node_modules/.managerie-lock', fingerprint, async () => {
    say('Installing packages (once, about 350 MB) …')
    // npm's own variables of this run would change what the inner npm does.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')))
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true, env })
  })
  if (ran) say(`Installed in ${since(start)}.`)
}

/** Builds everything into dist/, unless nothing has changed. */
export async function build() {
  const sources = ['engine', 'lessons', 'app', 'build', 'package.json', 'package-lock.json'].filter((place) => existsSync(path.join(root, place)))
  const start = performance.now()
  const ran = await onceFor('dist/.built', fingerprintOf(...sources), async () => {
    say('Building …')
    const { buildAll } = await import('./bundle.mjs')
    await buildAll(say)
  })
  if (ran) say(`Built in ${since(start)}.`)
}

/** All of it. */
export async function setUp() {
  checkNode()
  await installPackages()
  await build()
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await setUp().catch((error) => fail(error.message))
  say('Ready.')
}

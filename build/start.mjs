/**
 * `npm start`: sets up, then opens the playground. Arguments go to the command line program instead:
 * `npm start -- run 5`.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fail, root, say } from './toolbox.mjs'
import { setUp } from './setup.mjs'

const args = process.argv.slice(2)

await setUp().catch((error) => fail(`Managerie could not be set up: ${error.message}`))

if (args.length > 0) {
  await hand(process.execPath, [path.join(root, 'dist/cli/managerie.js'), ...args])
} else {
  const electron = electronRuntime() ?? (await downloadElectron())
  if (electron) {
    say('Opening the app.')
    await hand(electron, [root, ...sandboxFlags()])
  } else {
    say("Electron's runtime is not here and could not be downloaded, so the playground opens in your browser instead.")
    await hand(process.execPath, [path.join(root, 'dist/cli/managerie.js'), 'web'])
  }
}

/** The runtime's program, if it is installed. */
function electronRuntime() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const home = path.join(root, 'node_modules/electron')
  const named = path.join(home, 'path.txt')
  if (override) {
    const name = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron'
    return existsSync(path.join(override, name)) ? path.join(override, name) : undefined
  }
  if (!existsSync(named)) return undefined
  const program = path.join(home, 'dist', readFileSync(named, 'utf8').trim())
  return existsSync(program) ? program : undefined
}

/** Electron's package downloads its runtime when asked; where it can't, it says so within a moment. */
async function downloadElectron() {
  const install = path.join(root, 'node_modules/electron/install.js')
  if (!existsSync(install)) return undefined
  say("Fetching Electron's runtime (once) …")
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, [install], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] })
    const limit = setTimeout(() => child.kill(), 180_000)
    child.on('error', () => resolve(1))
    child.on('exit', (ended) => {
      clearTimeout(limit)
      resolve(ended)
    })
  })
  return code === 0 ? electronRuntime() : undefined
}

/** Chromium refuses to run sandboxed for root on Linux. */
function sandboxFlags() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** Gives the terminal to a program, and ends as it ends. */
function hand(command, commandArgs) {
  return new Promise(() => {
    const child = spawn(command, commandArgs, { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    child.on('error', (error) => fail(error.message))
    child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

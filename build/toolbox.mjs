/** What the scripts of this folder share. Plain JavaScript on Node alone: it runs before anything is installed. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Says where we are, on stderr: stdout belongs to the command that follows. */
export function say(text) {
  if (process.env.npm_config_loglevel !== 'silent') process.stderr.write(`${text}\n`)
}

/** Ends with a sentence instead of a stack. */
export function fail(text) {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}

/** Runs a command; its output goes to our stderr, or is kept quiet until it fails. */
export function run(command, args, { quiet = false, env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let kept = ''
    const take = (chunk) => {
      if (quiet) kept += chunk
      else process.stderr.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve()
      process.stderr.write(kept)
      reject(new Error(`${[command, ...args].join(' ')} ended with ${code ?? signal}`))
    })
  })
}

/** Runs `step` unless what it depends on is as it was when it last succeeded. @returns whether it ran */
export async function onceFor(stamp, fingerprint, step) {
  const file = path.join(root, stamp)
  if (existsSync(file) && readFileSync(file, 'utf8') === fingerprint) return false
  await step()
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, fingerprint)
  return true
}

/** Changes when a file of these folders changes, comes or goes. */
export function fingerprintOf(...places) {
  const hash = createHash('sha256')
  const visit = (place) => {
    const stat = statSync(path.join(root, place))
    if (stat.isDirectory()) {
      for (const name of readdirSync(path.join(root, place)).sort()) {
        if (name === 'node_modules' || name === '__pycache__') continue
        visit(path.join(place, name))
      }
    } else hash.update(`${place}\0${stat.size}\0${stat.mtimeMs}\0`)
  }
  for (const place of places) visit(place)
  return hash.digest('hex')
}

/** `1.2 s` since `start`. */
export function since(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}

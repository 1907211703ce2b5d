/**
 * `npm run package`: installers for this system, with checksums, in `release/`.
 *
 * Arguments go to electron-builder: `-- --linux --x64 --arm64`, `-- --dir` for a folder that is not packed. Two are ours:
 * `--stand-in` takes a stand-in where Electron's runtime is not installed (`stand-in.mjs`; with --dir only), and
 * `--for-tests` leaves the one fuse open that tests of the packaged app need to look inside.
 *
 * What is built is in the table of `electron-builder.yml`; the last line of output is the folder.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { fail, fingerprintOf, onceFor, root, say, since } from '../toolbox.mjs'
import { build, checkNode } from '../setup.mjs'
import { gatherNatives } from './natives.mjs'
import { stage } from './stage.mjs'
import { makeStandIn } from './stand-in.mjs'

const RELEASE = path.join(root, 'release')
const PLATFORMS = { '--linux': 'linux', '--mac': 'darwin', '--win': 'win32' }
/** What of this folder decides over the package. */
const INGREDIENTS = ['bin', 'entitlements.mac.plist', 'licences.mjs', 'natives.mjs', 'package.mjs', 'stage.mjs', 'stand-in.mjs']
const ARTIFACT = /\.(AppImage|deb|rpm|tar\.gz|dmg|zip|exe)$/

/** What is asked for. @param {readonly string[]} args @param {string} platform @param {string} arch of this machine */
export function parseRequest(args, platform = process.platform, arch = process.arch) {
  const own = ['--stand-in', '--for-tests']
  const chosen = Object.entries(PLATFORMS).filter(([flag]) => args.includes(flag)).map(([, name]) => name)
  const platforms = chosen.length > 0 ? chosen : [platform]
  const archs = ['x64', 'arm64'].filter((name) => args.includes(`--${name}`))
  const targets = platforms.flatMap((name) => archsFor(name, args, archs, arch).map((one) => ({ platform: name, arch: one })))
  const dir = args.includes('--dir')
  if (args.includes('--stand-in') && (!dir || platforms.some((name) => name !== 'linux'))) {
    throw new Error('--stand-in is for a folder on Linux: add --dir. No installer may be made without Electron.')
  }
  return { targets, dir, standIn: args.includes('--stand-in'), forTests: args.includes('--for-tests'), rest: args.filter((one) => !own.includes(one)) }
}

function archsFor(platform, args, archs, own) {
  if (platform === 'darwin' && (args.includes('--universal') || archs.length === 0) && !args.includes('--dir')) return ['x64', 'arm64']
  if (archs.length > 0) return archs
  // The table's: both for Windows, this machine's for the rest.
  return platform === 'win32' && !args.includes('--dir') ? ['x64', 'arm64'] : [own]
}

/** Folder of an unpacked package, as electron-builder names it. */
export function unpackedFolder(platform, arch) {
  const suffix = arch === 'x64' ? '' : `-${arch}`
  return path.join(RELEASE, platform === 'darwin' ? `mac${suffix}` : `${platform === 'win32' ? 'win' : 'linux'}${suffix}-unpacked`)
}

async function packageApp(request) {
  checkNode()
  // Never installs: others may be using what is installed while a folder is packaged for tests.
  if (!existsSync(path.join(root, 'node_modules/electron-builder/cli.js'))) throw new Error('electron-builder is not installed. Run npm ci first.')
  await build()
  const runtime = path.join(root, 'node_modules/electron/dist')
  const standIn = request.standIn && !existsSync(path.join(runtime, 'version'))
  const start = performance.now()
  const make = async () => {
    say(`Packaging ${request.targets.map(({ platform, arch }) => `${platform} ${arch}`).join(', ')}${standIn ? ', without Electron: a stand-in takes its place' : ''} …`)
    for (const { platform, arch } of request.targets) await gatherNatives(platform, arch)
    stage()
    const options = [
      ...(standIn ? [`-c.electronDist=${makeStandIn(path.join(RELEASE, 'stand-in'))}`] : existsSync(path.join(runtime, 'version')) ? [`-c.electronDist=${runtime}`] : []),
      ...(request.forTests ? ['-c.electronFuses.enableNodeCliInspectArguments=true'] : []),
    ]
    if (request.dir) for (const { platform, arch } of request.targets) rmSync(unpackedFolder(platform, arch), { recursive: true, force: true })
    await electronBuilder([...request.rest, ...options])
  }
  if (request.dir) {
    const { platform, arch } = request.targets[0]
    const sources = fingerprintOf('dist', 'electron-builder.yml', 'build/icons', 'package-lock.json', ...INGREDIENTS.map((name) => `build/package/${name}`))
    const wanted = `${sources} ${request.rest.join(' ')} ${standIn} ${request.forTests}`
    const there = existsSync(unpackedFolder(platform, arch))
    if (!there) rmSync(path.join(root, 'release/.packaged'), { force: true })
    if (await onceFor('release/.packaged', wanted, make)) say(`Packaged in ${since(start)}.`)
    return unpackedFolder(platform, arch)
  }
  await make()
  say(`Packaged in ${since(start)}.`)
  await writeChecksums(RELEASE)
  return RELEASE
}

/** One at a time: tests of several kinds want the same folder. Waits for another that is at work; one that died is no more. */
async function alone(work) {
  const lock = path.join(RELEASE, '.lock')
  mkdirSync(RELEASE, { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!isAlive(Number(readIfThere(lock)))) rmSync(lock, { force: true })
      else await delay(200)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid) {
  // Not written yet: whoever made it is about to.
  if (pid === 0) return true
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function electronBuilder(args) {
  const cli = path.join(root, 'node_modules/electron-builder/cli.js')
  return new Promise((resolve, reject) => {
    // Its own files go to stderr's side of things: our stdout is the folder.
    const child = spawn(process.execPath, [cli, '--config', 'electron-builder.yml', '--publish', 'never', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      reject(new Error(`electron-builder ended with ${code}:\n${said}`))
    })
  })
}

/** `SHA256SUMS`, as `sha256sum --check` reads it. @param {string} folder @returns {Promise<string[]>} names of the artifacts */
export async function writeChecksums(folder) {
  const names = readdirSync(folder).filter((name) => ARTIFACT.test(name)).toSorted()
  const lines = []
  for (const name of names) {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path.join(folder, name))) hash.update(chunk)
    lines.push(`${hash.digest('hex')}  ${name}\n`)
  }
  writeFileSync(path.join(folder, 'SHA256SUMS'), lines.join(''))
  return names
}

/** Version of Electron that is packaged, and the one that is installed: they have to be one. */
export function electronVersions() {
  const yml = /^electronVersion: (\S+)$/m.exec(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'))?.[1]
  return { packaged: yml, installed: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).devDependencies.electron }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const request = parseRequest(process.argv.slice(2))
    process.stdout.write(`${await alone(() => packageApp(request))}\n`)
  } catch (error) {
    fail(`Packaging failed: ${error.message}`)
  }
}

/**
 * Programs and libraries of a target system: esbuild's compiler and koffi's library. Those of this machine are installed;
 * another's are fetched from the registry by version and checked against `package-lock.json`.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, run, say } from '../toolbox.mjs'

/** Where `electron-builder.yml` takes them from. */
export const NATIVES = path.join(root, 'release/natives')

/** Names of the packages for a system. @param {string} platform as in process.platform @param {string} arch as in process.arch */
export function nativePackages(platform, arch) {
  return [`@esbuild/${platform}-${arch}`, `@koromix/koffi-${platform}-${arch}`]
}

/** Puts the packages for a system into `release/natives`. */
export async function gatherNatives(platform, arch) {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  for (const name of nativePackages(platform, arch)) {
    const to = path.join(NATIVES, name)
    const installed = path.join(root, 'node_modules', name)
    const locked = lock.packages[`node_modules/${name}`]
    if (locked === undefined) throw new Error(`${name} is not in package-lock.json: there is no such package for ${platform} ${arch}`)
    if (isVersion(to, locked.version)) continue
    rmSync(to, { recursive: true, force: true })
    if (isVersion(installed, locked.version)) cpSync(installed, to, { recursive: true })
    else await fetchPackage(name, locked, to)
  }
}

function isVersion(folder, version) {
  const manifest = path.join(folder, 'package.json')
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version
}

async function fetchPackage(name, { version, integrity }, to) {
  say(`  fetching ${name} ${version}`)
  const folder = mkdtempSync(path.join(tmpdir(), 'managerie-natives-'))
  try {
    await run('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`], { quiet: true })
    const tarball = path.join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
    checkIntegrity(readFileSync(tarball), integrity, name)
    mkdirSync(to, { recursive: true })
    await run('tar', ['-xzf', tarball, '-C', to, '--strip-components=1'], { quiet: true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @throws Error when the bytes are not those that the lock file knows */
export function checkIntegrity(bytes, integrity, name) {
  const [algorithm, digest] = integrity.split('-')
  if (createHash(algorithm).update(bytes).digest('base64') !== digest) throw new Error(`${name}: what came is not what package-lock.json expects`)
}

/** `electron-builder.yml` against electron-builder's own schema, and what it promises against what is there. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { nativePackages } from './natives.mjs'
import { electronVersions, parseRequest } from './package.mjs'

// electron-builder is large, and is loaded when it is first asked.
vi.setConfig({ testTimeout: 120_000 })

const root = path.join(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

interface Config {
  [key: string]: unknown
  linux: { target: string[]; icon: string; extraResources: { from: string; filter: string[] }[] }
  mac: { target: { target: string; arch: string }[]; icon: string; entitlements: string }
  win: { target: { target: string; arch: string[] }[]; icon: string }
  directories: { buildResources: string }
  electronFuses: Record<string, boolean>
}
interface Tools {
  getConfig(folder: string, file: string, config: null): Promise<Config>
  validateConfiguration(config: unknown, log: { isEnabled: boolean; add(): void }): Promise<void>
}
// They are electron-builder's own, by the path that it uses itself: there is no other way in.
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config') as Tools

const read = () => getConfig(root, path.join(root, 'electron-builder.yml'), null)
const validate = (config: unknown) => validateConfiguration(config, { isEnabled: false, add: () => {} })

describe('electron-builder.yml', () => {
  test('is what electron-builder expects', async () => {
    await expect(validate(await read())).resolves.toBeUndefined()
  })

  test.each<[string, (config: Config) => object]>([
    ['an unknown key', (config) => ({ ...config, asarUnpak: [] })],
    ['an unknown key of a system', (config) => ({ ...config, linux: { ...config.linux, maintaner: 'x' } })],
    ['an unknown fuse', (config) => ({ ...config, electronFuses: { ...config.electronFuses, runAsNodes: true } })],
    ['a fuse that is no yes or no', (config) => ({ ...config, electronFuses: { runAsNode: 'sometimes' } })],
    ['an association without an extension', (config) => ({ ...config, fileAssociations: [{ name: 'x' }] })],
  ])('with %s is refused', async (_, broken) => {
    await expect(validate(broken(await read()))).rejects.toThrow(/Invalid configuration|unknown property|should/i)
  })

  test('builds every artifact that is promised', async () => {
    const { linux, mac, win } = await read()
    expect(linux.target).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz'])
    expect(mac.target).toEqual([{ target: 'dmg', arch: 'universal' }, { target: 'zip', arch: 'universal' }])
    expect(win.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }, { target: 'portable', arch: ['x64', 'arm64'] }])
  })

  test('names icons and entitlements that are there', async () => {
    const { linux, mac, win, directories } = await read()
    const at = (file: string) => path.join(root, directories.buildResources, file)
    expect(readdirSync(at(linux.icon)).length).toBeGreaterThan(5)
    for (const file of [at(mac.icon), at(win.icon), path.join(root, mac.entitlements)]) expect(existsSync(file)).toBe(true)
  })

  test('packages the version of Electron that is tested', () => {
    const { packaged, installed } = electronVersions()
    expect(packaged).toBe(installed)
  })

  test('takes in, for each system, packages that the lock file knows', async () => {
    const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { integrity: string }> }
    for (const platform of ['linux', 'darwin', 'win32']) {
      for (const arch of ['x64', 'arm64']) {
        for (const name of nativePackages(platform, arch)) expect(lock.packages[`node_modules/${name}`]?.integrity).toMatch(/^sha512-/)
      }
    }
  })
})

describe('what is asked of npm run package', () => {
  test.each([
    ['nothing: this system', [], [{ platform: 'linux', arch: 'x64' }]],
    ['both of Linux', ['--linux', '--x64', '--arm64'], [{ platform: 'linux', arch: 'x64' }, { platform: 'linux', arch: 'arm64' }]],
    ['macOS: both halves of one app', ['--mac'], [{ platform: 'darwin', arch: 'x64' }, { platform: 'darwin', arch: 'arm64' }]],
    ['Windows: both', ['--win'], [{ platform: 'win32', arch: 'x64' }, { platform: 'win32', arch: 'arm64' }]],
    ['a folder: one', ['--win', '--dir'], [{ platform: 'win32', arch: 'x64' }]],
  ])('%s', (_, args, targets) => expect(parseRequest(args, 'linux', 'x64').targets).toEqual(targets))

  test('is passed on to electron-builder without our own words', () => {
    expect(parseRequest(['--dir', '--stand-in', '--for-tests', '--x64'], 'linux', 'x64').rest).toEqual(['--dir', '--x64'])
  })

  test.each([[['--stand-in']], [['--stand-in', '--dir', '--mac']]])('cannot be an installer without Electron: %j', (args) => {
    expect(() => parseRequest(args, 'linux', 'x64')).toThrow('No installer may be made without Electron')
  })
})

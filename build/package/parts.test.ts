import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { icnsFile, icoFile } from '../icons/containers.mjs'
import { dependencies, licenceText } from './licences.mjs'
import { checkIntegrity } from './natives.mjs'
import { writeChecksums } from './package.mjs'
import { manifest } from './stage.mjs'

const folder = mkdtempSync(path.join(tmpdir(), 'managerie-parts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const icons = path.join(import.meta.dirname, '../icons')

describe('licences', () => {
  test('are those of what the workspaces depend on, and of what these depend on', () => {
    const names = dependencies().map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['monaco-editor', 'koffi', 'preact', '@preact/signals-core', 'mdurl', '@types/node']))
    for (const name of ['electron', 'electron-builder', 'typescript', 'vitest', 'playwright-core', 'mermaid', '@koromix/koffi-win32-x64']) expect(names).not.toContain(name)
  })

  test('allow what is done with the packages', () => {
    const allowed = /^(\(?(MIT|ISC|BSD-[23]-Clause|0BSD|Apache-2\.0|MPL-2\.0|OFL-1\.1|CC-BY-4\.0|PSF-2\.0|Python-2\.0|CC0-1\.0|Unlicense)( (OR|AND) )?)+\)?$/
    expect(dependencies().filter(({ licence }) => !allowed.test(licence)).map(({ name, licence }) => `${name}: ${licence}`)).toEqual([])
  })

  test('of a package that has none are an error with its name', () => {
    expect(() => licenceText([{ name: 'nameless', version: '1.0.0', licence: 'MIT', place: 'build/icons' }])).toThrow('nameless 1.0.0 (MIT)')
  })
})

describe('icons', () => {
  const png = (file: string) => readFileSync(path.join(icons, 'linux', file))
  const images = [16, 32, 256].map((size) => ({ size, png: png(`${size}x${size}.png`) }))

  test('of Windows hold each size as it was drawn', () => {
    const ico = icoFile(images)
    expect(ico.readUInt16LE(4)).toBe(3)
    images.forEach(({ size, png: drawn }, index) => {
      const at = 6 + 16 * index
      expect([ico.readUInt8(at), ico.readUInt32LE(at + 8)]).toEqual([size % 256, drawn.length])
      const start = ico.readUInt32LE(at + 12)
      expect(ico.subarray(start, start + drawn.length).equals(drawn)).toBe(true)
    })
  })

  test('of macOS hold each size under its names, and know their length', () => {
    const icns = icnsFile(images)
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    const types = []
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) types.push(icns.toString('latin1', at, at + 4))
    expect(types).toEqual(['icp4', 'icp5', 'ic11', 'ic08', 'ic13'])
  })

  test('that are committed are what the script makes of what is committed', () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256]
    expect(readFileSync(path.join(icons, 'icon.ico')).equals(icoFile(sizes.map((size) => ({ size, png: png(`${size}x${size}.png`) }))))).toBe(true)
    for (const size of [...sizes, 512]) {
      const image = png(`${size}x${size}.png`)
      expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([size, size])
    }
  })
})

test('checksums are of the artifacts and of nothing else, as sha256sum reads them', async () => {
  for (const name of ['Managerie-1.AppImage', 'Managerie-1.tar.gz', 'builder-debug.yml', 'notes.txt']) writeFileSync(path.join(folder, name), name)
  expect(await writeChecksums(folder)).toEqual(['Managerie-1.AppImage', 'Managerie-1.tar.gz'])
  const sum = (name: string) => createHash('sha256').update(name).digest('hex')
  expect(readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')).toBe(`${sum('Managerie-1.AppImage')}  Managerie-1.AppImage\n${sum('Managerie-1.tar.gz')}  Managerie-1.tar.gz\n`)
})

test('what is fetched is compared with the lock file', () => {
  const bytes = Buffer.from('a package')
  const right = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  expect(() => checkIntegrity(bytes, right, 'x')).not.toThrow()
  expect(() => checkIntegrity(Buffer.from('another'), right, 'x')).toThrow('x: what came is not what package-lock.json expects')
})

test('the manifest of the packaged app has what runs it, and a home page where the project has one', () => {
  expect(manifest({})).not.toHaveProperty('homepage')
  expect(manifest({ GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'someone/managerie' })).toMatchObject({ homepage: 'https://github.com/someone/managerie', main: 'dist/electron/main.js' })
})

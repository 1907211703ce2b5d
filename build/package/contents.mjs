/**
 * What is in the package, file by file, against the list that is committed: `contents.json`.
 *
 * `node build/package/contents.mjs PACKAGE` compares; with `--write` it writes the list anew, keeping the reasons. Electron's
 * own files are not ours to list: only `resources` is.
 */
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail } from '../toolbox.mjs'
import { listArchive } from './asar.mjs'
import { resourcesOf } from './lay-open.mjs'

export const LIST = path.join(import.meta.dirname, 'contents.json')
/** Parts larger than this have to say why they are there. */
export const NEEDS_REASON = 1_000_000
/** How much a part may grow or shrink before somebody has to look: a third, and never less than 40 kB. */
const MARGIN = 1 / 3
const LEAST_MARGIN = 40_000

/** What each file belongs to; the first that matches. */
const PARTS = [
  ['TypeScript in the editor', /^app\.asar\/dist\/renderer\/assets\/(typescript\.worker|libraries|tsMode)-/],
  ['the editor', /^app\.asar\/dist\/renderer\/assets\/(editor\.|editor-|codicon)/],
  ['fonts', /^app\.asar\/dist\/renderer\/.*\.woff2$/],
  ['the page', /^app\.asar\/dist\/renderer\//],
  ['the desktop shell', /^app\.asar\/(dist\/electron\/|package\.json$)/],
  ['the command line', /^(app\.asar\.unpacked\/dist\/cli|bin)\//],
  ['the engine', /^app\.asar\.unpacked\/dist\/engine\//],
  ['the tracer for Python', /^app\.asar\.unpacked\/dist\/cpython\//],
  ['the keeper of processes', /^app\.asar\.unpacked\/dist\/host\//],
  ['lessons', /^app\.asar\.unpacked\/dist\/lessons\//],
  ['the compiler', /^app\.asar\.unpacked\/node_modules\/@?esbuild\//],
  ['shared memory', /^app\.asar\.unpacked\/node_modules\/(koffi|@koromix)\//],
  ['licences', /^LICENSES\.txt$/],
]

/** @typedef {{ name: string, size: number }} File */

/** Every file under `resources`, those in the archive under its name. @param {string} folder the unpacked package @returns {File[]} */
export function filesIn(folder) {
  const resources = resourcesOf(folder)
  const archive = listArchive(path.join(resources, 'app.asar')).filter(({ unpacked }) => !unpacked)
  return [
    ...archive.map(({ name, size }) => ({ name: `app.asar/${name}`, size })),
    ...walk(resources).filter(({ name }) => name !== 'app.asar'),
  ]
}

function walk(root, folder = '') {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return walk(root, name)
    if (!entry.isFile()) throw new Error(`${name} is neither a file nor a folder: the package holds neither links nor others`)
    return [{ name, size: statSync(path.join(root, name)).size }]
  })
}

/** The part of each file, and what it is listed as: names that builders make have a star where they change. */
export function sortIntoParts(files) {
  const parts = {}
  const strangers = []
  for (const { name, size } of files) {
    const part = PARTS.find(([, pattern]) => pattern.test(name))?.[0]
    if (part === undefined) {
      strangers.push(name)
      continue
    }
    const listed = listedName(name)
    const found = (parts[part] ??= { bytes: 0, files: {} })
    found.bytes += size
    found.files[listed] = (found.files[listed] ?? 0) + size
  }
  return { parts, strangers }
}

function listedName(name) {
  return name
    .replace(/^(app\.asar\.unpacked\/dist\/lessons\/)[^/]+\/.*$/, '$1*/**')
    .replace(/-[A-Za-z0-9_-]{8}(?=\.\w+$)/, '-*')
    .replace(/^(app\.asar\.unpacked\/dist\/(?:engine|cli)\/)(?:part|chunk)-\*\.js$/, '$1*.js')
    .replace(/(esbuild\/|koffi-)(linux|darwin|win32)-(x64|arm64)/, '$1SYSTEM')
    .replace(/(linux|darwin|win32)_(x64|arm64)(?=\/koffi)/, 'SYSTEM')
    .replace(/bin\/esbuild$|esbuild\.exe$/, 'PROGRAM')
    .replace(/^bin\/managerie(\.cmd)?$/, 'bin/managerie')
}

/**
 * What is wrong, one sentence each; nothing when the package is as listed.
 *
 * @param {File[]} files @param {any} list as in `contents.json`
 */
export function compare(files, list) {
  const { parts, strangers } = sortIntoParts(files)
  const wrong = strangers.map((name) => `${name} belongs to no part: say in build/package/contents.mjs what it is for, or leave it out`)
  for (const [part, { bytes, files: found }] of Object.entries(parts)) {
    const known = list.parts[part]
    if (known === undefined) {
      wrong.push(`${part} is not listed`)
      continue
    }
    for (const name of Object.keys(found)) if (!(name in known.files)) wrong.push(`${name} (${part}) is not listed`)
    const margin = Math.max(known.bytes * MARGIN, LEAST_MARGIN)
    if (Math.abs(bytes - known.bytes) > margin) wrong.push(`${part} has ${bytes} bytes; listed are ${known.bytes}, more or less ${Math.round(margin)}`)
    if (bytes > NEEDS_REASON && !known.why) wrong.push(`${part} has ${bytes} bytes and no reason`)
  }
  for (const [part, known] of Object.entries(list.parts)) {
    for (const name of Object.keys(known.files)) if (!(name in (parts[part]?.files ?? {}))) wrong.push(`${name} (${part}) is listed and not there`)
  }
  return wrong
}

export function readList() {
  return existsSync(LIST) ? JSON.parse(readFileSync(LIST, 'utf8')) : { parts: {} }
}

function write(files) {
  const before = readList()
  const { parts, strangers } = sortIntoParts(files)
  if (strangers.length > 0) throw new Error(`these belong to no part: ${strangers.join(', ')}`)
  const ordered = PARTS.flatMap(([part]) => {
    const found = parts[part]
    if (!found) return []
    const sorted = Object.fromEntries(Object.entries(found.files).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    return [[part, { why: before.parts[part]?.why ?? '', bytes: found.bytes, files: sorted }]]
  })
  writeFileSync(LIST, `${JSON.stringify({ parts: Object.fromEntries(ordered) }, null, 2)}\n`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, flag] = process.argv.slice(2)
  if (folder === undefined) fail('usage: node build/package/contents.mjs PACKAGE [--write]')
  const files = filesIn(folder)
  if (flag === '--write') write(files)
  const wrong = compare(files, readList())
  const total = files.reduce((sum, { size }) => sum + size, 0)
  process.stdout.write(`${files.length} files, ${(total / 1e6).toFixed(1)} MB\n`)
  if (wrong.length > 0) fail(wrong.join('\n'))
}

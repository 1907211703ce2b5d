/**
 * The licences of everything that is in the app and is not ours, in one text.
 *
 * `package-lock.json` says what the workspaces depend on, and what those depend on; each package's own file has its words.
 * Electron and Chromium bring theirs beside the program.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { root } from '../toolbox.mjs'

/** Workspaces whose code is in the app. */
const SHIPPED = ['engine', 'lessons', 'app']
/** What the page carries though it is a development dependency: Node's declarations, for the editor. */
const CARRIED = ['@types/node']
const LICENCE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices)([-.].*)?$/i

/** @typedef {{ name: string, version: string, licence: string, place: string }} Dependency `place`: its folder, from the project's */

/**
 * Packages that the app depends on, by name, without those for other systems.
 * @param {any} [lock] package-lock.json @returns {Dependency[]}
 */
export function dependencies(lock = readJson(path.join(root, 'package-lock.json'))) {
  const found = new Map()
  const visit = (name, from) => {
    const place = resolve(lock.packages, name, from)
    // Not installed here: for another system.
    if (place === undefined || found.has(place)) return
    const entry = lock.packages[place]
    if (entry.link) return
    if (entry.os || entry.cpu) {
      if (!existsSync(path.join(root, place))) return
    }
    found.set(place, { name, version: entry.version, licence: licenceName(entry, place), place })
    for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) visit(next, place)
  }
  for (const workspace of SHIPPED) for (const name of Object.keys(lock.packages[workspace].dependencies ?? {})) visit(name, workspace)
  for (const name of CARRIED) visit(name, '')
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Where Node finds a package from another's folder. */
function resolve(packages, name, from) {
  for (let folder = from; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$|^[^/]+$/, '')) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (packages[place]) return place
    if (folder === '') return undefined
  }
}

function licenceName(entry, place) {
  if (entry.license) return entry.license
  const manifest = path.join(root, place, 'package.json')
  return existsSync(manifest) ? (readJson(manifest).license ?? 'unknown') : 'unknown'
}

/**
 * All of them as one text.
 * @throws Error that names the packages whose licence is not known: those may not be shipped
 */
export function licenceText(found = dependencies()) {
  const unknown = []
  const texts = found.map(({ name, version, licence, place }) => {
    const words = licenceWords(place) ?? licenceOfParent(name, found)
    if (licence === 'unknown' || words === undefined) unknown.push(`${name} ${version} (${licence})`)
    return `${'='.repeat(78)}\n${name} ${version} · ${licence}\n${'='.repeat(78)}\n\n${words ?? ''}\n`
  })
  if (unknown.length > 0) throw new Error(`These packages have no licence text, and may not be shipped without: ${unknown.join(', ')}.`)
  return `Managerie contains the work of others, under the licences below. Electron's and Chromium's are in files of their own beside the program.\n\n${texts.join('\n')}`
}

function licenceWords(place) {
  const folder = path.join(root, place)
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => LICENCE_FILE.test(name)) : []
  return names.length === 0 ? undefined : names.toSorted().map((name) => readFileSync(path.join(folder, name), 'utf8').trim()).join('\n\n')
}

/** A program for one system is under the licence of the package that it is a part of. */
function licenceOfParent(name, found) {
  const [, scope] = /^@(esbuild|koromix)\//.exec(name) ?? []
  const parent = found.find((one) => one.name === { esbuild: 'esbuild', koromix: 'koffi' }[scope])
  return parent && licenceWords(parent.place)
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

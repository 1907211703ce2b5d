/**
 * Lays a package open where there is no Electron to read archives: `node build/package/lay-open.mjs PACKAGE FOLDER`.
 *
 * In the folder is then what the package has in `resources`, its archive as a folder of the same name. Nothing else is
 * changed, so that what does not find its way from inside an archive to what lies beside it does not find it here either.
 */
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail } from '../toolbox.mjs'
import { extractArchive } from './asar.mjs'

/** Folder of the resources in an unpacked package. */
export function resourcesOf(folder) {
  const mac = path.join(folder, 'Managerie.app/Contents/Resources')
  return existsSync(mac) ? mac : path.join(folder, 'resources')
}

/** @param {string} folder the unpacked package @param {string} to made */
export function layOpen(folder, to) {
  const resources = resourcesOf(folder)
  mkdirSync(to, { recursive: true })
  extractArchive(path.join(resources, 'app.asar'), path.join(to, 'app.asar'))
  cpSync(path.join(resources, 'app.asar.unpacked'), path.join(to, 'app.asar.unpacked'), { recursive: true })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, to] = process.argv.slice(2)
  if (folder === undefined || to === undefined) fail('usage: node build/package/lay-open.mjs PACKAGE FOLDER')
  layOpen(folder, to)
}

/**
 * Lays out the app for electron-builder, in `release/app`: of `dist/` what the app runs, and a manifest of its own, so that
 * nothing gets in because it happens to be installed.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../toolbox.mjs'
import { licenceText } from './licences.mjs'

export const STAGE = path.join(root, 'release/app')
const PARTS = ['cli', 'cpython', 'electron', 'engine', 'host', 'lessons', 'renderer']
/** Declarations are for building the page, where they are already. */
const LEFT_OUT = [path.join(root, 'dist/engine/types')]

/** @param {Readonly<Record<string, string | undefined>>} [env] a CI's variables say where the project lives */
export function stage(env = process.env) {
  rmSync(STAGE, { recursive: true, force: true })
  mkdirSync(STAGE, { recursive: true })
  for (const part of PARTS) {
    cpSync(path.join(root, 'dist', part), path.join(STAGE, 'dist', part), { recursive: true, filter: (file) => !LEFT_OUT.includes(file) })
  }
  writeFileSync(path.join(STAGE, 'package.json'), `${JSON.stringify(manifest(env), null, 2)}\n`)
  writeFileSync(path.join(root, 'release/LICENSES.txt'), licenceText())
}

/** Manifest of the packaged app. Debian's and Fedora's packages ask for a home page. */
export function manifest({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }) {
  const { name, version, description, license, main } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const homepage = server && repository ? `${server}/${repository}` : undefined
  return { name, version, description, license, author: 'the Managerie authors', ...(homepage ? { homepage } : {}), type: 'module', main }
}

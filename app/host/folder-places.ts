/**
 * Folders on disk by ids of their own: the page chooses among names and never learns where they are.
 */
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Folder } from '../contract/host.ts'
import { guessLanguage, isSource } from './workspace-manifest.ts'

/** Folders and files that are listed of one folder. */
const MOST = 500
const INTERPRETER = /^python[\d.]*(\.exe)?$/i

export class FolderPlaces {
  readonly #home: string
  readonly #ids = new Map<string, string>()
  readonly #paths = new Map<string, string>()

  constructor(home = homedir()) {
    this.#home = home
  }

  /** @throws Error when the id is none that was given out */
  pathOf(id: string): string {
    const found = this.#paths.get(id)
    if (found === undefined) throw new Error('This folder is not known. Choose it again.')
    return found
  }

  /**
   * @param pythons  whether interpreters are looked for: with hidden folders, since `.venv` is one
   * @throws Error when the folder cannot be read
   */
  async list(id: string | undefined, pythons = false): Promise<Folder> {
    const folder = id === undefined ? this.#home : this.pathOf(id)
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`The folder “${nameOf(folder)}” cannot be read: ${error.code ?? error.message}.`, { cause: error })
    })
    const shown = entries.filter((entry) => pythons || !entry.name.startsWith('.')).toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    const folders = shown.filter((entry) => entry.isDirectory()).slice(0, MOST)
    // A virtual environment's interpreter is a link.
    const interpreters = shown.filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && INTERPRETER.test(entry.name))
    const names = shown.filter((entry) => entry.isFile()).map((entry) => entry.name)
    const language = guessLanguage(names)
    const parent = path.dirname(folder)
    return {
      id: this.#idOf(folder),
      name: nameOf(folder),
      parent: parent === folder ? null : this.#idOf(parent),
      folders: folders.map(({ name }) => ({ id: this.#idOf(path.join(folder, name)), name })),
      files: pythons || language === undefined ? [] : names.filter((name) => isSource(name, language)).slice(0, MOST),
      ...(pythons ? { pythons: interpreters.slice(0, MOST).map(({ name }) => ({ id: this.#idOf(path.join(folder, name)), name })) } : {}),
    }
  }

  #idOf(folder: string): string {
    let id = this.#ids.get(folder)
    if (id === undefined) {
      id = randomBytes(9).toString('base64url')
      this.#ids.set(folder, id)
      this.#paths.set(id, folder)
    }
    return id
  }
}

function nameOf(folder: string): string {
  return path.basename(folder) || folder
}

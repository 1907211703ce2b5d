/**
 * A workspace whose files lie in one folder: one of the data folder's, or a folder of the person's.
 *
 * Others may write there too. What the disk had when a file was last read or written is known here; where it has
 * something else, nothing is written over it until the person has chosen: what is typed goes to a draft in the data
 * folder, so that neither text is lost, whenever the app ends.
 */
import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileNameSchema } from '../contract/host.ts'
import type { Program, Workspace, WorkspaceFile } from '../contract/host.ts'
import * as v from 'valibot'
import { removeDurably, UNFINISHED, writeDurably } from './durable-file.ts'
import { endingOf } from './lesson-files.ts'
import { isSmallFile, readText, readWhole } from './text-file.ts'
import { guessLanguage, guessPrograms, isSource, MANIFEST, manifestText, parseManifest } from './workspace-manifest.ts'
import type { Manifest } from './workspace-manifest.ts'

export interface FolderOptions {
  readonly id: string
  readonly kind: 'own' | 'folder'
  readonly folder: string
  /** Where drafts go. */
  readonly drafts: string
  /** Told what another program did to a file of it; null: the file is gone. */
  readonly onDisk: (file: string, text: string | null) => void
}

/** A larger file is none that anybody edits here. Bytes. */
const SIZE_LIMIT = 4 * 1024 * 1024
const MOST_FILES = 200
/** Milliseconds from a sign of a change to the look: writing a file takes some. */
const GATHER = 120

export class WorkspaceFolder {
  readonly #options: FolderOptions
  /** What the disk had when we last agreed with it. */
  readonly #known = new Map<string, string>()
  /** What the disk has where another program changed it and nobody has chosen. */
  readonly #contested = new Map<string, string | null>()
  #turn: Promise<unknown> = Promise.resolve()
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: FolderOptions) {
    this.#options = options
  }

  get id(): string {
    return this.#options.id
  }
  get folder(): string {
    return this.#options.folder
  }

  /** Makes the folder and all that is in it. @throws Error when there is something already */
  static async create(options: FolderOptions, manifest: Manifest, files: readonly { name: string; text: string }[]): Promise<WorkspaceFolder> {
    await mkdir(path.dirname(options.folder), { recursive: true })
    await mkdir(options.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
      throw new Error(`There is something called “${path.basename(options.folder)}” there already. Choose another name.`, { cause: error })
    })
    await Promise.all(files.map(({ name, text }) => writeDurably(path.join(options.folder, name), text)))
    await writeDurably(path.join(options.folder, MANIFEST), manifestText(manifest))
    return new WorkspaceFolder(options)
  }

  /** @throws Error when the folder is not there, or has no file of either language */
  open(): Promise<Workspace> {
    return this.#inTurn(() => {
      this.#known.clear()
      this.#contested.clear()
      return this.#read()
    })
  }

  /** Resolves when the text is on disk: in the file, or as a draft if another program has changed the file. */
  save(name: string, text: string, over = false): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#known.has(name)) await this.#read()
      this.#need(name)
      const disk = await readText(this.#file(name))
      const agreed = this.#known.get(name)
      if (!over && disk !== text && (this.#contested.has(name) || disk !== agreed)) {
        await writeDurably(this.#draft(name), text)
        this.#contested.set(name, disk ?? null)
        this.#options.onDisk(name, disk ?? null)
        return
      }
      if (disk !== text) await this.#write(name, text)
      this.#known.set(name, text)
      await this.#settle(name)
    })
  }

  /** Gives up what was typed for what the disk has. */
  take(name: string): Promise<Workspace> {
    return this.#inTurn(async () => {
      await this.#settle(name)
      this.#known.delete(name)
      return this.#read()
    })
  }

  add(name: string, text: string): Promise<Workspace> {
    return this.#inTurn(async () => {
      const { language, files } = await this.#read()
      if (!isSource(name, language)) throw new Error(`A file of this workspace ends in ${endingOf(language)}, got “${name}”.`)
      if (files.some((file) => file.name.toLowerCase() === name.toLowerCase())) throw new Error(`There is a file called “${name}” already.`)
      await this.#write(name, text)
      return this.#read()
    })
  }

  rename(name: string, to: string): Promise<Workspace> {
    return this.#inTurn(async () => {
      const { language, files, programs, name: title = name } = await this.#read()
      this.#need(name)
      if (!isSource(to, language)) throw new Error(`A file of this workspace ends in ${endingOf(language)}, got “${to}”.`)
      const taken = files.some((file) => file.name !== name && file.name.toLowerCase() === to.toLowerCase())
      if (taken) throw new Error(`There is a file called “${to}” already.`)
      await rename(this.#file(name), this.#file(to))
      await this.#settle(name)
      this.#known.delete(name)
      await this.#keep({ name: title, language, programs: programs.map((program) => (program.file === name ? { ...program, file: to } : program)) })
      return this.#read()
    })
  }

  remove(name: string): Promise<Workspace> {
    return this.#inTurn(async () => {
      const { language, programs, name: title = name } = await this.#read()
      this.#need(name)
      await this.#settle(name)
      await removeDurably(this.#file(name))
      this.#known.delete(name)
      await this.#keep({ name: title, language, programs: programs.filter((program) => program.file !== name) })
      return this.#read()
    })
  }

  /** Which files are programs, in which order. @throws Error when a file is not there or a name comes twice */
  savePrograms(programs: readonly Program[]): Promise<Workspace> {
    return this.#inTurn(async () => {
      const { language, files, name = '' } = await this.#read()
      const names = programs.map((program) => program.name)
      const twice = names.find((one, index) => names.indexOf(one) !== index)
      if (twice !== undefined) throw new Error(`Two programs are called “${twice}”. Each has a name of its own.`)
      const astray = programs.find((program) => !files.some((file) => file.name === program.file))
      if (astray) throw new Error(`${astray.name} runs ${astray.file}, and there is no such file.`)
      await this.#keep({ name, language, programs: [...programs] })
      return this.#read()
    })
  }

  retitle(name: string): Promise<Workspace> {
    return this.#inTurn(async () => {
      const { language, programs } = await this.#read()
      await this.#keep({ name, language, programs })
      return this.#read()
    })
  }

  /** Begins to notice what other programs do there. */
  watch(): void {
    if (this.#watcher) return
    try {
      this.#watcher = watch(this.folder, { persistent: false }, () => this.#lookSoon())
      this.#watcher.on('error', () => this.unwatch())
    } catch {
      // No watchers are left, or the folder is gone: changes are noticed when something is saved.
    }
  }

  unwatch(): void {
    this.#watcher?.close()
    this.#watcher = undefined
    clearTimeout(this.#timer)
  }

  /** Resolves when everything that was asked for is done. */
  async settled(): Promise<void> {
    await this.#turn.catch(() => {})
  }

  // ---- reading ----

  async #read(): Promise<Workspace> {
    const { id, kind, folder } = this.#options
    const names = await this.#names()
    const kept = await readText(path.join(folder, MANIFEST))
    const manifest = kept === undefined ? undefined : parseManifest(kept)
    const language = manifest?.language ?? guessLanguage(names)
    if (!language) throw new Error(`There is no .ts and no .py file in “${path.basename(folder)}”. Choose a folder with a program in it.`)
    const sources = names.filter((name) => isSource(name, language)).slice(0, MOST_FILES)
    const drafts = await this.#drafts(language)
    const files = await Promise.all([...new Set([...sources, ...drafts])].map((name) => this.#readFile(name)))
    const texts = new Map(files.flatMap((file) => (file ? [[file.name, file.text] as const] : [])))
    const programs = (manifest?.programs ?? guessPrograms(texts)).filter((program) => texts.has(program.file))
    return { id, kind, lesson: null, name: manifest?.name ?? path.basename(folder), language, files: files.filter((file) => file !== undefined), programs }
  }

  async #readFile(name: string): Promise<WorkspaceFile | undefined> {
    const [disk, draft] = await Promise.all([readText(this.#file(name)), readText(this.#draft(name))])
    // Of a file that is open already, a change is still to be noticed.
    if (disk !== undefined && !this.#known.has(name)) this.#known.set(name, disk)
    if (draft === undefined || draft === disk) return disk === undefined ? undefined : { name, text: disk, original: disk }
    if (!this.#known.has(name)) this.#known.set(name, '')
    this.#contested.set(name, disk ?? null)
    return { name, text: draft, original: disk ?? draft, onDisk: disk ?? null }
  }

  /** Names of files that may be part of a workspace, in order. */
  async #names(): Promise<string[]> {
    const { folder } = this.#options
    const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new Error(`The folder “${path.basename(folder)}” is not where it was.`, { cause: error })
      throw error
    })
    const fitting = entries.filter((name) => v.is(fileNameSchema, name) && name !== MANIFEST && !name.endsWith(UNFINISHED))
    const plain = await Promise.all(fitting.map(async (name) => (await isSmallFile(path.join(folder, name), SIZE_LIMIT)) && name))
    return plain.filter((name) => name !== false).toSorted()
  }

  async #drafts(language: Workspace['language']): Promise<string[]> {
    const names = await readdir(this.#options.drafts).catch(() => [])
    return names.filter((name) => isSource(name, language))
  }

  // ---- writing ----

  /** A link is followed, and the file keeps its rights. */
  async #write(name: string, text: string): Promise<void> {
    const file = this.#file(name)
    const real = await realpath(file).catch(() => file)
    const mode = (await stat(real).catch(() => undefined))?.mode
    const crlf = (await readWhole(real))?.crlf ?? false
    await writeDurably(real, crlf ? text.replaceAll('\n', '\r\n') : text, mode === undefined ? undefined : mode & 0o777)
  }

  #keep(manifest: Manifest): Promise<void> {
    return this.#write(MANIFEST, manifestText(manifest))
  }

  /** The person has chosen for a file, or there is nothing to choose. */
  async #settle(name: string): Promise<void> {
    this.#contested.delete(name)
    await rm(this.#draft(name), { force: true })
  }

  #need(name: string): void {
    if (this.#known.has(name)) return
    throw new Error(`This workspace has no file ${name}; it has ${[...this.#known.keys()].join(', ')}.`)
  }

  // ---- noticing ----

  #lookSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#inTurn(() => this.#look()).catch(() => {}), GATHER)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    for (const [name, agreed] of this.#known) {
      const disk = (await readText(this.#file(name))) ?? null
      if (disk === agreed && !this.#contested.has(name)) continue
      if (disk === this.#contested.get(name)) continue
      this.#contested.set(name, disk)
      this.#options.onDisk(name, disk)
    }
    for (const name of await this.#names().catch(() => [])) {
      const language = guessLanguage([...this.#known.keys()])
      if (this.#known.has(name) || !language || !isSource(name, language)) continue
      const text = await readText(this.#file(name))
      if (text === undefined) continue
      this.#known.set(name, text)
      this.#options.onDisk(name, text)
    }
  }

  #file(name: string): string {
    return path.join(this.#options.folder, name)
  }
  #draft(name: string): string {
    return path.join(this.#options.drafts, name)
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = this.#turn.catch(() => {}).then(action)
    this.#turn = done
    done.catch(() => {})
    return done
  }
}

/**
 * All workspaces by their ids: those of lessons, a person's own in the data folder, and folders on disk. Remembers which
 * of the latter two were opened, and when.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import { RecentSchema } from '../contract/host.ts'
import type { Blueprint, CallParams, Recent, Workspace } from '../contract/host.ts'
import { JsonFile } from './json-file.ts'
import type { Report } from './json-file.ts'
import { WorkspaceFolder } from './workspace-folder.ts'
import { MANIFEST } from './workspace-manifest.ts'
import type { Workspaces } from './workspace.ts'

const ShelfSchema = v.object({
  entries: v.optional(
    v.array(
      v.object({
        ...v.omit(RecentSchema, ['missing']).entries,
        /** Of a folder only. It never leaves the host. */
        path: v.optional(v.string()),
      }),
    ),
    [],
  ),
})
type Entry = v.InferOutput<typeof ShelfSchema>['entries'][number]

/** As many folders are remembered; own workspaces all are, as long as they are there. */
const MOST_FOLDERS = 30
/** Folders on disk that are watched at a time. */
const MOST_WATCHED = 4

export interface ShelfOptions {
  readonly data: string
  readonly lessons: Workspaces
  readonly report: Report
  /** Told what another program did to a file of an open workspace; null: it is gone. */
  readonly onDisk: (workspace: string, file: string, text: string | null) => void
}

export class Shelf {
  readonly #options: ShelfOptions
  readonly #open = new Map<string, WorkspaceFolder>()
  #watched: WorkspaceFolder[] = []
  #book: Promise<JsonFile<typeof ShelfSchema>> | undefined

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  /** Newest first. Own workspaces that the list has lost are found by their folders. */
  async recent(): Promise<Recent[]> {
    const entries = (await this.#entries()).filter((entry) => entry.kind === 'folder')
    const own = await this.#own()
    const folders = await Promise.all(entries.map(async ({ path: place, ...entry }) => ((await isFolder(place ?? '')) ? entry : { ...entry, missing: true })))
    return [...own, ...folders].toSorted((a, b) => b.at - a.at)
  }

  /** A workspace as it was left. Only opening notes it as opened; a run reads it too. */
  async read(id: string): Promise<Workspace> {
    const kind = kindOf(id)
    return kind === undefined ? this.#options.lessons.open(id) : (await this.#folder(id)).open()
  }

  async open(id: string): Promise<Workspace> {
    if (kindOf(id) === undefined) return this.#options.lessons.open(id)
    const folder = await this.#folder(id)
    const workspace = await folder.open()
    await this.#note(workspace, folder)
    if (workspace.kind === 'folder') this.#watch(folder)
    return workspace
  }

  /** Makes a workspace in the data folder. */
  async create({ files, ...manifest }: Blueprint): Promise<Workspace> {
    const id = `own-${randomBytes(6).toString('hex')}`
    const folder = await WorkspaceFolder.create(this.#folderOptions(id, this.#ownFolder(id)), manifest, files)
    this.#open.set(id, folder)
    return this.open(id)
  }

  /** Opens a folder on disk; one that was open before keeps its id. */
  async openFolder(place: string): Promise<Workspace> {
    const known = (await this.#entries()).find((entry) => entry.path === place)
    const id = known?.id ?? `folder-${randomBytes(6).toString('hex')}`
    if (!this.#open.has(id)) this.#open.set(id, new WorkspaceFolder(this.#folderOptions(id, place)))
    return this.open(id)
  }

  /** Writes a workspace's files, as they would be run now, into a new folder, and opens that. */
  async saveTo(id: string, place: string, name: string): Promise<Workspace> {
    const { language, programs, files } = await this.read(id)
    const target = `folder-${randomBytes(6).toString('hex')}`
    this.#open.set(target, await WorkspaceFolder.create(this.#folderOptions(target, place), { name, language, programs }, files))
    return this.open(target)
  }

  async saveFile(id: string, file: string, text: string, over: boolean | undefined): Promise<void> {
    if (kindOf(id) === undefined) return this.#options.lessons.saveFile(id, file, text)
    await (await this.#folder(id)).save(file, text, over)
  }

  async rename({ workspace, name }: CallParams<'renameWorkspace'>): Promise<Workspace> {
    const folder = await this.#folder(workspace)
    const renamed = await folder.retitle(name)
    await this.#note(renamed, folder)
    return renamed
  }

  /** Puts an own workspace aside, forgets a folder. */
  async remove(id: string): Promise<void> {
    const folder = await this.#folder(id)
    await folder.settled()
    folder.unwatch()
    this.#open.delete(id)
    if (kindOf(id) === 'own') {
      await mkdir(this.#asideFolder(), { recursive: true })
      await rename(folder.folder, path.join(this.#asideFolder(), id))
    } else await this.#keep((entries) => entries.filter((entry) => entry.id !== id))
  }

  async restore(id: string): Promise<void> {
    if (kindOf(id) !== 'own') throw new Error('A folder is had back by opening it again.')
    await rename(path.join(this.#asideFolder(), id), this.#ownFolder(id))
  }

  /** The workspace as a folder, to be changed. @throws Error when it is a lesson's, or there is none */
  change(id: string): Promise<WorkspaceFolder> {
    return this.#folder(id)
  }

  async settle(): Promise<void> {
    for (const folder of this.#open.values()) {
      folder.unwatch()
      await folder.settled()
    }
  }

  // ---- finding ----

  async #folder(id: string): Promise<WorkspaceFolder> {
    const open = this.#open.get(id)
    if (open) return open
    const kind = kindOf(id)
    if (kind === undefined) throw new Error('The files of a lesson are as they are. Save a copy as a workspace of your own to change them.')
    const place = kind === 'own' ? this.#ownFolder(id) : (await this.#entries()).find((entry) => entry.id === id)?.path
    if (place === undefined) throw new Error(`there is no workspace '${id}'`)
    if (kind === 'own' && !(await isFolder(place))) throw new Error('This workspace is not there any more.')
    const folder = new WorkspaceFolder(this.#folderOptions(id, place))
    this.#open.set(id, folder)
    return folder
  }

  #folderOptions(id: string, folder: string) {
    const { data, onDisk } = this.#options
    const kind = kindOf(id) ?? 'own'
    return { id, kind, folder, drafts: path.join(data, 'drafts', id), onDisk: (file: string, text: string | null) => onDisk(id, file, text) }
  }

  /** The folders that were opened last are watched: a person looks at one. */
  #watch(folder: WorkspaceFolder): void {
    this.#watched = [folder, ...this.#watched.filter((one) => one !== folder)]
    for (const one of this.#watched.splice(MOST_WATCHED)) one.unwatch()
    folder.watch()
  }

  #ownFolder(id: string): string {
    return path.join(this.#options.data, 'own', id)
  }
  #asideFolder(): string {
    return path.join(this.#options.data, 'removed')
  }

  // ---- remembering ----

  async #own(): Promise<Recent[]> {
    const entries = await this.#entries()
    const ids = (await readdir(path.join(this.#options.data, 'own')).catch(() => [])).filter((id) => kindOf(id) === 'own')
    const found = await Promise.all(
      ids.map(async (id) => {
        const entry = entries.find((one) => one.id === id)
        if (entry) return plain(entry)
        try {
          const { name = id, language } = await new WorkspaceFolder(this.#folderOptions(id, this.#ownFolder(id))).open()
          const { mtimeMs } = await stat(path.join(this.#ownFolder(id), MANIFEST))
          return { id, kind: 'own' as const, name, language, at: mtimeMs }
        } catch (error) {
          this.#options.report(`the workspace ${id} could not be read: ${error instanceof Error ? error.message : String(error)}`)
          return undefined
        }
      }),
    )
    return found.filter((one) => one !== undefined)
  }

  async #note({ id, name, kind, language }: Workspace, folder: WorkspaceFolder): Promise<void> {
    if (kind !== 'own' && kind !== 'folder') return
    const entry: Entry = { id, kind, name: name ?? id, language, at: Date.now(), ...(kind === 'folder' ? { path: folder.folder } : {}) }
    await this.#keep((entries) => {
      const others = entries.filter((one) => one.id !== id)
      const dropped = new Set([...(kind === 'folder' ? [entry] : []), ...others.filter((one) => one.kind === 'folder')].slice(MOST_FOLDERS))
      return [entry, ...others.filter((one) => !dropped.has(one))]
    })
  }

  async #keep(change: (entries: Entry[]) => Entry[]): Promise<void> {
    const book = await this.#theBook()
    await book.save({ entries: change(book.value.entries) })
  }

  async #entries(): Promise<Entry[]> {
    return (await this.#theBook()).value.entries
  }

  #theBook(): Promise<JsonFile<typeof ShelfSchema>> {
    return (this.#book ??= JsonFile.open(path.join(this.#options.data, 'recent.json'), ShelfSchema, this.#options.report))
  }
}

function plain({ id, kind, name, language, at }: Entry): Recent {
  return { id, kind, name, language, at }
}

/** Undefined: a lesson's. */
function kindOf(id: string): 'own' | 'folder' | undefined {
  const found = /^(own|folder)-[0-9a-f]{12}$/.exec(id)?.[1]
  return found === 'own' || found === 'folder' ? found : undefined
}

async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() ?? false
}

/**
 * The host: what the contract promises, with real files and processes. One for each shell; any number of pages.
 *
 * It runs the engine in children and never imports it, so that nothing a program does can take the host down.
 */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Attempt, Lesson } from 'managerie-lessons/schema'
import type { CallParams, CallResult, EventName, EventPayload, Hello, Host, Runtime } from '../contract/host.ts'
import { writeDurably } from './durable-file.ts'
import { holdHandlers } from './hold-handlers.ts'
import type { Report } from './json-file.ts'
import { SCREEN_LIMITS } from './output.ts'
import { isOutsidePage } from './outside-pages.ts'
import { FolderPlaces } from './folder-places.ts'
import type { Parts } from './paths.ts'
import { checkPython } from './python-syntax.ts'
import { prepareSources } from './preparation.ts'
import { openProgress } from './progress.ts'
import type { Emit } from './run.ts'
import { RunRecorder } from './run-record.ts'
import { References } from './references.ts'
import { Runs } from './runs.ts'
import { Runtimes, searchPlaces } from './runtimes.ts'
import type { FoundRuntime, SearchPlaces } from './runtimes.ts'
import { Schedules } from './schedules.ts'
import { openSettings } from './settings.ts'
import { Shelf } from './shelf.ts'
import { Workspaces } from './workspace.ts'

export interface HostOptions {
  readonly version: string
  readonly shell: Hello['shell']
  /** The folder for what a person keeps; `dataFolder()`. */
  readonly data: string
  readonly parts: Parts
  readonly lessons: readonly Lesson[]
  /** Attempts by lesson: the right ones are compared with, besides the solution. None without it. */
  readonly attempts?: Readonly<Record<string, readonly Attempt[]>>
  /** Opens a page that is on the host's list. */
  readonly openExternal: (url: string) => Promise<void> | void
  /** Told what no call can say: a damaged file, a lost keeper. Standard error without it. */
  readonly report?: Report
  /** Dialogs of the system, where the shell has them; else the page asks. */
  readonly dialogs?: Dialogs
  /** What the shell knows for who is asked to help: its versions, the end of its log. */
  readonly diagnostics?: () => string
  /** Where to look for Python. This machine without it. */
  readonly places?: SearchPlaces
}

/** Dialogs in which a person chooses a place on disk. Undefined: none was chosen. */
export interface Dialogs {
  /** A folder that is there. */
  openFolder(): Promise<string | undefined>
  /** A folder to be made. */
  newFolder(name: string): Promise<string | undefined>
  /** A program: Python's interpreter. */
  openProgram(): Promise<string | undefined>
  /** A capsule or a trace. */
  openDocument(): Promise<string | undefined>
  /** A file to be written. */
  saveDocument(name: string): Promise<string | undefined>
}

export interface OpenHost extends Host {
  /** Gives a file to the pages, as if it had been chosen there. @throws Error when it cannot be read */
  openDocumentAt(file: string): Promise<void>
  /** Ends all programs, keeps what is to be kept, removes what is not. */
  close(): Promise<void>
}

/** How long `hello` waits for the search for runtimes, in milliseconds. It is faster when the answers are known. */
const HELLO_PATIENCE = 200

/** Makes a host. Nothing is read or started before it is asked for. */
export function createHost(options: HostOptions): OpenHost {
  const { data, parts, lessons, report = toStandardError, dialogs } = options
  const theDialogs = (): Dialogs => {
    if (!dialogs) throw new Error('This shell has no dialogs for files and folders: the page asks.')
    return dialogs
  }
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const tell: Emit = (name, payload) => {
    const present = Array.from(listeners.get(name) ?? [])
    for (const listen of present) (listen as (payload: EventPayload<typeof name>) => void)(payload)
  }
  const recorder = new RunRecorder(tell)
  const emit: Emit = recorder.emit
  const workspaces = new Workspaces(data, parts.lessons, lessons)
  const shelf = new Shelf({ data, lessons: workspaces, report, onDisk: (workspace, file, text) => emit('fileOnDisk', { workspace, file, text }) })
  const places = new FolderPlaces()
  const runtimes = new Runtimes(data, report, options.places ?? searchPlaces())
  const progress = once(() => openProgress(data, report))
  const settings = once(() => openSettings(data, report))
  const runs = new Runs({ parts, report, emit, limits: SCREEN_LIMITS, whole: false })
  const references = new References({ data, parts, version: options.version, attempts: options.attempts ?? {}, report })
  /** Runs begin in the order in which they were asked for, so that the last one asked for is the one that stays. */
  let lastRun: Promise<unknown> = Promise.resolve()

  async function beginRun({ workspace, runtime: wanted, hold, schedule, faults }: CallParams<'run'>): Promise<CallResult<'run'>> {
    const { language, programs, files } = await shelf.read(workspace)
    if (programs.length === 0) throw new Error('No file of this workspace is a program. Say under Programs which are to be started.')
    const sources = new Map(files.map(({ name, text }) => [name, text]))
    const preferred = language === 'python' ? (await settings()).value.python : null
    const runtime = await runtimes.choose(language, wanted, preferred)
    const run = runs.begin({ workspace, runtime, programs, prepare: prepareSources(language, sources, runtime, parts), holds: { rule: hold, schedule, faults } })
    recorder.begin(run, sources)
    return { run }
  }

  return {
    async hello() {
      const search = runtimes.all()
      const found = await Promise.race([search, delay(HELLO_PATIENCE, undefined, { ref: false })])
      if (!found) void search.then((all) => emit('runtimesChanged', { runtimes: all.map(plainRuntime) }), (error: unknown) => report(String(error)))
      return {
        version: options.version,
        shell: options.shell,
        platform: thePlatform(),
        runtimes: (found ?? runtimes.known).map(plainRuntime),
        ...(found ? {} : { searching: true }),
        ...(dialogs ? { dialogs: true } : {}),
        settings: (await settings()).value,
        progress: (await progress()).value,
      }
    },
    openLesson: ({ lesson, language }) => workspaces.openLesson(lesson, language),
    lessonText: ({ lesson, language }) => workspaces.lessonText(lesson, language),
    async references({ lesson: id, language, runtime: wanted }) {
      const lesson = lessons.find((one) => one.id === id)
      if (!lesson) throw new Error(`there is no lesson '${id}'`)
      const preferred = language === 'python' ? (await settings()).value.python : null
      return { references: await references.of(lesson, await runtimes.choose(language, wanted, preferred)) }
    },
    async saveFile({ workspace, file, text, over }) {
      await shelf.saveFile(workspace, file, text, over)
      return {}
    },
    resetWorkspace: ({ workspace }) => workspaces.reset(workspace),
    run(params) {
      const begun = lastRun.then(() => beginRun(params))
      lastRun = begun.catch(() => {})
      return begun
    },
    presentRun: async () => ({ present: recorder.present() }),
    runRecord: async ({ run, from }) => ({ record: recorder.read(run, from) }),
    async stopRun({ run }) {
      await runs.find(run)?.stop()
      return {}
    },
    async controlProgram({ run, program, action }) {
      await runs.need(run).control(program, action)
      return {}
    },
    async input({ run, program, text }) {
      runs.need(run).input(program, text)
      return {}
    },
    ...holdHandlers(runs, new Schedules(data, report)),
    async findMistakes({ runtime, files }) {
      const chosen = await runtimes.choose('python', runtime, (await settings()).value.python)
      return { problems: await checkPython(chosen, new Map(files.map(({ name, text }) => [name, text]))) }
    },
    async choosePython({ file }) {
      const place = file === undefined ? await theDialogs().openProgram() : places.pathOf(file)
      if (place === undefined) return { runtime: null }
      const added = await runtimes.add(place)
      emit('runtimesChanged', { runtimes: (await runtimes.all()).map(plainRuntime) })
      return { runtime: plainRuntime(added) }
    },
    async saveProgress({ progress: value }) {
      await (await progress()).save(value)
      return {}
    },
    async saveSettings({ settings: value }) {
      await (await settings()).save(value)
      return {}
    },
    recent: async () => ({ entries: await shelf.recent() }),
    newWorkspace: (blueprint) => shelf.create(blueprint),
    openWorkspace: ({ workspace }) => shelf.open(workspace),
    renameWorkspace: (params) => shelf.rename(params),
    async removeWorkspace({ workspace }) {
      await shelf.remove(workspace)
      return {}
    },
    async restoreWorkspace({ workspace }) {
      await shelf.restore(workspace)
      return {}
    },
    addFile: async ({ workspace, file, text }) => (await shelf.change(workspace)).add(file, text),
    renameFile: async ({ workspace, file, to }) => (await shelf.change(workspace)).rename(file, to),
    removeFile: async ({ workspace, file }) => (await shelf.change(workspace)).remove(file),
    savePrograms: async ({ workspace, programs }) => (await shelf.change(workspace)).savePrograms(programs),
    takeFromDisk: async ({ workspace, file }) => (await shelf.change(workspace)).take(file),
    async openFolder({ folder }) {
      const place = folder === undefined ? await theDialogs().openFolder() : places.pathOf(folder)
      return place === undefined ? null : shelf.openFolder(place)
    },
    listFolders: ({ folder, pythons }) => places.list(folder, pythons),
    async saveToFolder({ workspace, folder, name }) {
      const place = folder === undefined ? await theDialogs().newFolder(name) : path.join(places.pathOf(folder), plainName(name))
      return place === undefined ? null : shelf.saveTo(workspace, place, name)
    },
    async openDocument() {
      const file = await theDialogs().openDocument()
      return file === undefined ? null : readDocument(file)
    },
    async saveDocument({ name, data: bytes }) {
      const file = await theDialogs().saveDocument(name)
      if (file === undefined) return { name: null }
      await writeDurably(file, Buffer.from(bytes, 'base64'), 0o644)
      return { name: path.basename(file) }
    },
    async openDocumentAt(file) {
      emit('documentOpened', await readDocument(file))
    },
    async diagnostics() {
      const found = (await runtimes.all()).map(({ label }) => label)
      const words = [`Managerie ${options.version}, ${options.shell} shell, ${process.platform} ${process.arch}, Node ${process.versions.node}`, `Runtimes: ${found.join(', ')}`]
      return { text: [...words, ...(options.diagnostics ? [options.diagnostics()] : [])].join('\n') }
    },
    async openExternal({ url }) {
      if (!isOutsidePage(url)) throw new Error(`this page is not one that the app opens: ${url}`)
      await options.openExternal(url)
      return {}
    },
    onEvent(name, listen) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listen))
      return () => set.delete(listen)
    },
    async close() {
      await Promise.all([runs.close(), references.close()])
      await shelf.settle()
      await workspaces.settle()
    },
  }
}

/** A document larger than this is none of ours, in bytes. */
const DOCUMENT_LIMIT = 90 * 1024 * 1024

/** @throws Error in words for the person */
async function readDocument(file: string): Promise<{ name: string; data: string }> {
  const name = path.basename(file)
  try {
    const { size } = await stat(file)
    if (size > DOCUMENT_LIMIT) throw new Error(`it has ${Math.ceil(size / 1024 / 1024)} MiB; up to ${DOCUMENT_LIMIT / 1024 / 1024} can be opened`)
    return { name, data: (await readFile(file)).toString('base64') }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(`“${name}” could not be opened: ${code === 'ENOENT' ? 'it is not there any more' : (code ?? message)}.`, { cause: error })
  }
}

/** A name for a folder on any system. */
function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{N} _.-]/gu, '').replace(/^[. ]+|[. ]+$/g, '') || 'workspace'
}

function plainRuntime({ id, language, label, version }: FoundRuntime): Runtime {
  return { id, language, label, version }
}

function thePlatform(): Hello['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

function toStandardError(sentence: string): void {
  process.stderr.write(`managerie: ${sentence}\n`)
}

/**
 * The host: what the contract promises, with real files and processes. One for each shell; any number of pages.
 *
 * It runs the engine in children and never imports it, so that nothing a program does can take the host down.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Lesson } from 'managerie-lessons/schema'
import type { CallParams, CallResult, EventName, EventPayload, Hello, Host, Runtime } from '../contract/host.ts'
import type { Report } from './json-file.ts'
import { SCREEN_LIMITS } from './output.ts'
import { isOutsidePage } from './outside-pages.ts'
import type { Parts } from './paths.ts'
import { prepareSources } from './preparation.ts'
import { openProgress } from './progress.ts'
import type { Emit } from './run.ts'
import { Runs } from './runs.ts'
import { Runtimes, searchPlaces } from './runtimes.ts'
import type { FoundRuntime, SearchPlaces } from './runtimes.ts'
import { openSettings } from './settings.ts'
import { Workspaces } from './workspace.ts'

export interface HostOptions {
  readonly version: string
  readonly shell: Hello['shell']
  /** The folder for what a person keeps; `dataFolder()`. */
  readonly data: string
  readonly parts: Parts
  readonly lessons: readonly Lesson[]
  /** Opens a page that is on the host's list. */
  readonly openExternal: (url: string) => Promise<void> | void
  /** Told what no call can say: a damaged file, a lost keeper. Standard error without it. */
  readonly report?: Report
  /** Where to look for Python. This machine without it. */
  readonly places?: SearchPlaces
}

export interface OpenHost extends Host {
  /** Ends all programs, keeps what is to be kept, removes what is not. */
  close(): Promise<void>
}

/** How long `hello` waits for the search for runtimes, in milliseconds. It is faster when the answers are known. */
const HELLO_PATIENCE = 200

/** Makes a host. Nothing is read or started before it is asked for. */
export function createHost(options: HostOptions): OpenHost {
  const { data, parts, lessons, report = toStandardError } = options
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const emit: Emit = (name, payload) => {
    const present = Array.from(listeners.get(name) ?? [])
    for (const listen of present) (listen as (payload: EventPayload<typeof name>) => void)(payload)
  }
  const workspaces = new Workspaces(data, parts.lessons, lessons)
  const runtimes = new Runtimes(data, report, options.places ?? searchPlaces())
  const progress = once(() => openProgress(data, report))
  const settings = once(() => openSettings(data, report))
  const runs = new Runs({ parts, report, emit, limits: SCREEN_LIMITS })
  /** Runs begin in the order in which they were asked for, so that the last one asked for is the one that stays. */
  let lastRun: Promise<unknown> = Promise.resolve()

  async function beginRun({ workspace, runtime: wanted }: CallParams<'run'>): Promise<CallResult<'run'>> {
    const { language, programs, files } = await workspaces.open(workspace)
    const sources = new Map(files.map(({ name, text }) => [name, text]))
    const preferred = language === 'python' ? (await settings()).value.python : null
    const runtime = await runtimes.choose(language, wanted, preferred)
    return { run: runs.begin({ workspace, runtime, programs, prepare: prepareSources(language, sources, runtime, parts) }) }
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
        settings: (await settings()).value,
        progress: (await progress()).value,
      }
    },
    openLesson: ({ lesson, language }) => workspaces.openLesson(lesson, language),
    lessonText: ({ lesson, language }) => workspaces.lessonText(lesson, language),
    async saveFile({ workspace, file, text }) {
      await workspaces.saveFile(workspace, file, text)
      return {}
    },
    resetWorkspace: ({ workspace }) => workspaces.reset(workspace),
    run(params) {
      const begun = lastRun.then(() => beginRun(params))
      lastRun = begun.catch(() => {})
      return begun
    },
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
    async saveProgress({ progress: value }) {
      await (await progress()).save(value)
      return {}
    },
    async saveSettings({ settings: value }) {
      await (await settings()).save(value)
      return {}
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
      await runs.close()
      await workspaces.settle()
    },
  }
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

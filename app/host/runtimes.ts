/**
 * What can run programs here: the Node that runs the host, and every CPython from 3.8 that is found.
 *
 * Each CPython is run once to ask what it is; answers are kept in the data folder for as long as the file does not
 * change. Nobody waits for the search but who asks.
 */
import { execFile } from 'node:child_process'
import { readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'
import type { Language, Runtime } from '../contract/host.ts'
import { JsonFile } from './json-file.ts'
import type { Report } from './json-file.ts'

/** A runtime and how to start it. The command never leaves the host. */
export interface FoundRuntime extends Runtime {
  readonly command: string
  /** Before the program's file. */
  readonly arguments: readonly string[]
}

/** Where to look, injected so that tests have machines of their own. */
export interface SearchPlaces {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly home: string
  /** Folders where installers put Python. A last component `*` stands for every folder there. */
  readonly standard: readonly string[]
}

const OLDEST = [3, 8] as const
/** How long an interpreter may take to say what it is, in milliseconds; the first start after an update is slow. */
const PROBE_LIMIT = 10_000
const AT_ONCE = 3

export function theNode(): FoundRuntime {
  const { node } = process.versions
  return {
    id: 'node',
    language: 'typescript',
    label: `Node ${node.split('.').slice(0, 2).join('.')}`,
    version: node,
    command: process.execPath,
    arguments: ['--enable-source-maps'],
  }
}

export function searchPlaces(): SearchPlaces {
  const { env, platform } = process
  return { env, platform, home: homedir(), standard: STANDARD[platform] ?? ['/usr/local/bin', '/usr/bin'] }
}

const STANDARD: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/opt/homebrew/bin', '/usr/local/bin', '/Library/Frameworks/Python.framework/Versions/*/bin', '/usr/bin'],
  win32: ['%LOCALAPPDATA%\\Programs\\Python\\*', '%ProgramFiles%\\*', 'C:\\*'],
}

const AnswerSchema = v.tuple([v.literal('CPython'), v.string(), v.string(), v.tuple([v.number(), v.number(), v.number()])])
const QUESTION =
  'import json, platform, sys; print(json.dumps([platform.python_implementation(), platform.python_version(), sys.executable, list(sys.version_info[:3])]))'

const KnownSchema = v.record(
  v.string(),
  v.object({
    /** Time and size of the file when it was asked. */
    stamp: v.string(),
    /** Null: it is no CPython of use. */
    python: v.nullable(v.object({ version: v.string(), executable: v.string(), parts: v.tuple([v.number(), v.number(), v.number()]) })),
  }),
)
/** Files that a person has chosen. */
const ChosenSchema = v.object({ files: v.optional(v.array(v.string()), []) })
type Known = v.InferOutput<typeof KnownSchema>[string]

export class Runtimes {
  readonly #places: SearchPlaces
  readonly #data: string
  readonly #report: Report
  #search: Promise<readonly FoundRuntime[]> | undefined
  #found: readonly FoundRuntime[] = [theNode()]

  constructor(data: string, report: Report, places: SearchPlaces = searchPlaces()) {
    this.#data = data
    this.#report = report
    this.#places = places
  }

  /** What is known now: Node at least. */
  get known(): readonly FoundRuntime[] {
    return this.#found
  }

  /** All runtimes: Node, then CPythons, newest first. The first call searches, later ones get its answer. */
  all(): Promise<readonly FoundRuntime[]> {
    this.#search ??= this.#find().then((found) => (this.#found = found))
    return this.#search
  }

  /** Forgets the answer: the next call searches again. */
  refresh(): void {
    this.#search = undefined
  }

  /**
   * Adds an interpreter that the search does not find, such as a virtual environment's, for good.
   * @throws Error when it is no CPython of use, or does not answer
   */
  async add(file: string): Promise<FoundRuntime> {
    const known = await this.all()
    const found = known.find(({ command }) => command === file)
    if (found) return found
    const name = path.basename(file)
    const python = await ask(file)
    if (python === null) throw new Error(`“${name}” is no Python that can be used here: expected a CPython ${OLDEST.join('.')} or newer, which answers when it is asked for its version.`)
    const kept = await this.#chosen()
    await kept.save({ files: [...kept.value.files.filter((one) => one !== file), file] })
    this.refresh()
    const all = await this.all()
    // It may be one that the search has found under another name.
    return all.find(({ command }) => command === file) ?? all.find(({ version }) => version === python.version)!
  }

  #chosen() {
    return JsonFile.open(path.join(this.#data, 'pythons.json'), ChosenSchema, this.#report)
  }

  /**
   * The runtime to run programs of a language with.
   * @param wanted id of the one that it has to be; null for any
   * @param preferred id of the one that it is if there is one, instead of the newest
   * @throws Error that says what there is, or that there is none
   */
  async choose(language: Language, wanted: string | null, preferred: string | null = null): Promise<FoundRuntime> {
    const fitting = (language === 'typescript' ? [theNode()] : await this.all()).filter((runtime) => runtime.language === language)
    const first = fitting.find(({ id }) => id === preferred) ?? fitting[0]
    if (!first) {
      this.refresh()
      throw new Error(
        `No Python was found: expected a CPython ${OLDEST.join('.')} or newer as python3 on the PATH, from pyenv, or in its usual place. Install one (python.org/downloads), then run again.`,
      )
    }
    if (wanted === null) return first
    const chosen = fitting.find(({ id }) => id === wanted)
    if (!chosen) throw new Error(`there is no runtime '${wanted}' for ${language}; there is ${fitting.map(({ id }) => id).join(', ')}`)
    return chosen
  }

  async #find(): Promise<readonly FoundRuntime[]> {
    const memory = await JsonFile.open(path.join(this.#data, 'runtimes.json'), KnownSchema, this.#report)
    const chosen = (await this.#chosen()).value.files
    const candidates = [...(await findCandidates(this.#places)), ...chosen]
    const known: Record<string, Known> = {}
    const queue = [...candidates]
    const worker = async (): Promise<void> => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const stamp = await stampOf(file)
        if (stamp === undefined) continue
        const before = memory.value[file]
        known[file] = before?.stamp === stamp ? before : { stamp, python: await ask(file) }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    if (JSON.stringify(known) !== JSON.stringify(memory.value)) await memory.save(known).catch(() => {}) // It reports itself.
    return [theNode(), ...(await cpythons(candidates.map((file, nth) => found(known[file]?.python, nth < candidates.length - chosen.length ? undefined : file))))]
  }
}

type Found = NonNullable<Known['python']> & { readonly chosen: string | undefined }

/** @param chosen  the file, where a person has chosen it */
function found(python: Known['python'] | undefined, chosen: string | undefined): Found | undefined {
  return python ? { ...python, chosen } : undefined
}

/** Distinct CPythons, newest first; of one version in the order in which they were found. */
async function cpythons(found: readonly (Found | undefined)[]): Promise<FoundRuntime[]> {
  const runtimes: { runtime: FoundRuntime; parts: readonly number[] }[] = []
  const seen = new Set<string>()
  const versions = new Map<string, number>()
  for (const python of found) {
    if (!python) continue
    // A wrapper stays as it was when what it ran is removed.
    const real = await realpath(python.executable).catch(() => undefined)
    // A virtual environment's interpreter is a link to another one, and yet has packages of its own.
    const which = python.chosen ?? real
    if (real === undefined || which === undefined || seen.has(which)) continue
    seen.add(which)
    const { version, parts } = python
    const command = python.chosen ?? python.executable
    const count = (versions.get(version) ?? 0) + 1
    versions.set(version, count)
    const id = `cpython-${version}${count > 1 ? `-${count}` : ''}`
    runtimes.push({ parts, runtime: { id, language: 'python', label: `CPython ${version}${python.chosen === undefined ? '' : ` in ${placeOf(python.chosen)}`}`, version, command, arguments: [] } })
  }
  return runtimes.toSorted((a, b) => compareParts(b.parts, a.parts)).map(({ runtime }) => runtime)
}

/** `/home/ada/owls/.venv/bin/python` → `owls`: what tells it from others of its version. */
function placeOf(file: string): string {
  const folders = path.dirname(file).split(path.sep).filter((name) => name !== '' && !/^(bin|Scripts|\.?venv|env)$/i.test(name))
  return folders.at(-1) ?? path.basename(file)
}

function compareParts(a: readonly number[], b: readonly number[]): number {
  return a.map((part, index) => part - b[index]!).find((difference) => difference !== 0) ?? 0
}

/** Files that may be a Python: PATH first, then pyenv's versions, then usual places, then what `py` knows. */
async function findCandidates({ env, platform, home, standard }: SearchPlaces): Promise<string[]> {
  const windows = platform === 'win32'
  const plain = (folder: string): string => folder.replace(/%(\w+)%/g, (_, name: string) => env[name] ?? '')
  const pyenv = env['PYENV_ROOT'] ?? path.join(home, '.pyenv')
  const folders = (env['PATH'] ?? '')
    .split(path.delimiter)
    // pyenv's wrappers are slow to answer, and what they run is found below.
    .filter((folder) => path.isAbsolute(folder) && path.normalize(folder) !== path.join(pyenv, 'shims'))
  folders.push(...(await expand(path.join(pyenv, 'versions', '*'))).map((folder) => path.join(folder, 'bin')))
  for (const folder of standard) folders.push(...(await expand(plain(folder))))
  const pattern = windows ? /^python(3(\.\d+)?)?\.exe$/i : /^python3(\.\d+)?$/
  const found = await Promise.all(
    [...new Set(folders)].map(async (folder) => {
      const names = await readdir(folder).catch(() => [])
      // `python3` before `python3.12`: what a person means by Python comes first.
      return names.filter((name) => pattern.test(name)).toSorted((a, b) => a.length - b.length).map((name) => path.join(folder, name))
    }),
  )
  return [...new Set([...found.flat(), ...(windows ? await fromLauncher() : [])])]
}

/** A star stands for every name in its folder. There is at most one. */
async function expand(pattern: string): Promise<string[]> {
  const [before, after] = pattern.split('*')
  if (after === undefined) return [pattern]
  const names = await readdir(before!).catch(() => [])
  return names.toSorted().map((name) => path.join(before!, name, after))
}

async function fromLauncher(): Promise<string[]> {
  try {
    const { stdout } = await promisify(execFile)('py', ['-0p'], { timeout: PROBE_LIMIT, windowsHide: true })
    return [...stdout.matchAll(/[A-Za-z]:\\[^\r\n]+\.exe/g)].map(([file]) => file)
  } catch {
    return []
  }
}

async function stampOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return undefined
  }
}

/** Runs it once. Null: not a CPython, too old, or it does not answer. */
async function ask(file: string): Promise<Known['python']> {
  try {
    const { stdout } = await promisify(execFile)(file, ['-I', '-c', QUESTION], { timeout: PROBE_LIMIT, killSignal: 'SIGKILL', windowsHide: true })
    const [, version, executable, parts] = v.parse(AnswerSchema, JSON.parse(stdout))
    const [major, minor] = parts
    return major === OLDEST[0] && minor >= OLDEST[1] ? { version, executable, parts } : null
  } catch {
    return null
  }
}

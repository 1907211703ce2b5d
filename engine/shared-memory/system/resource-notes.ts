/**
 * Notes of what processes have made and not unlinked: one file a process, in a private folder beside the machine's
 * temporary files. They are for those who come after a SIGKILL, when nobody could clean up.
 *
 * A file is `<pid>-<start>.json` lines: first who it is, then one line for each resource that was made (`+`) or is no longer
 * this process's to look after (`-`). It goes when nothing is left in it.
 */
import { closeSync, ftruncateSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { identityOf, isAlive, world, type ProcessIdentity } from './process-identity.ts'

/** What can be left behind. */
export type ResourceKind = 'shared_memory' | 'semaphore'

/** Something with a name in the system. */
export interface Resource {
  readonly kind: ResourceKind
  readonly name: string
  /** Tells it from another one of that name, where the system does; else empty. */
  readonly mark: string
  /** Nobody expects the program to unlink it, so nothing is said when it has not. */
  readonly quiet: boolean
}

interface Header {
  readonly world: string
  readonly process: ProcessIdentity
  /** The first process of its tree: as long as that runs, what its children made is still wanted. */
  readonly root: ProcessIdentity
}

/** What a process that can no longer do it has left. */
export interface Leftovers {
  readonly file: string
  readonly header: Header
  readonly resources: readonly Resource[]
}

/** The notes of this process. Where they cannot be written nothing is noted, and no program is disturbed. */
export class ResourceNotes {
  readonly #header: Header
  readonly #file: string
  #descriptor: number | undefined
  #headerSize = 0

  constructor(root: ProcessIdentity) {
    const own = identityOf(process.pid)
    this.#header = { world: world(), process: own, root }
    this.#file = path.join(notesFolder(), `${own.pid}-${own.start || '0'}.json`)
  }

  add(resource: Resource): void {
    this.#write('+', resource)
  }

  remove(resource: Resource): void {
    this.#write('-', resource)
  }

  /** Nothing is left to look after. */
  clear(): void {
    if (this.#descriptor === undefined) return
    try {
      ftruncateSync(this.#descriptor, this.#headerSize)
    } catch {
      // What is noted for nothing is looked for in vain.
    }
  }

  /** Takes the file away. */
  end(): void {
    if (this.#descriptor === undefined) return
    try {
      closeSync(this.#descriptor)
      rmSync(this.#file, { force: true })
      rmdirSync(notesFolder())
    } catch {
      // Others have notes there.
    }
    this.#descriptor = undefined
  }

  #write(sign: '+' | '-', resource: Resource): void {
    try {
      this.#descriptor ??= this.#open()
      writeSync(this.#descriptor, `${JSON.stringify([sign, resource.kind, resource.name, resource.mark, resource.quiet])}\n`)
    } catch {
      // No place for notes.
    }
  }

  #open(): number {
    makePrivateFolder()
    const descriptor = openSync(this.#file, 'a', 0o600)
    this.#headerSize = writeSync(descriptor, `${JSON.stringify(this.#header)}\n`)
    return descriptor
  }
}

/** Notes of processes that have ended, and whose tree has. */
export function findLeftovers(): readonly Leftovers[] {
  return readAll().filter(({ header }) => !isAlive(header.process) && !isAlive(header.root))
}

/** Notes of ended processes of a tree, for its first process to clean up. */
export function leftoversOfTree(root: ProcessIdentity): readonly Leftovers[] {
  return readAll().filter(({ header }) => header.root.pid === root.pid && header.root.start === root.start && !isAlive(header.process))
}

/** Takes notes away that have been dealt with. */
export function dropNotes({ file }: Leftovers): void {
  try {
    rmSync(file, { force: true })
    rmdirSync(notesFolder())
  } catch {
    // Others have notes there.
  }
}

function readAll(): Leftovers[] {
  const folder = notesFolder()
  const here = world()
  let names: string[]
  try {
    if (!isPrivate(folder)) return []
    names = readdirSync(folder)
  } catch {
    return []
  }
  const found: Leftovers[] = []
  for (const name of names) {
    const leftovers = name.endsWith('.json') ? read(path.join(folder, name)) : undefined
    if (leftovers?.header.world === here) found.push(leftovers)
    else if (leftovers && ofEarlierStart(leftovers.header.world, here)) dropNotes(leftovers)
  }
  return found
}

/** The machine was started anew since: nothing that was named then is there any more. */
function ofEarlierStart(then: string, now: string): boolean {
  return then.split(' ', 1)[0] !== now.split(' ', 1)[0]
}

function read(file: string): Leftovers | undefined {
  try {
    const [first, ...rest] = readFileSync(file, 'utf8').split('\n').slice(0, -1)
    const header = JSON.parse(first!) as Header
    const resources = new Map<string, Resource>()
    for (const line of rest) {
      const [sign, kind, name, mark, quiet] = JSON.parse(line) as [string, ResourceKind, string, string, boolean]
      const key = JSON.stringify([kind, name, mark])
      if (sign === '+') resources.set(key, { kind, name, mark, quiet })
      else resources.delete(key)
    }
    return { file, header, resources: [...resources.values()] }
  } catch {
    // Half written, or not ours.
    return undefined
  }
}

function notesFolder(): string {
  return path.join(tmpdir(), `multiprocessing-${process.getuid?.() ?? 'user'}`)
}

function makePrivateFolder(): void {
  const folder = notesFolder()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!isPrivate(folder)) throw new Error(`${folder} belongs to somebody else`)
}

/** Notes that others could have written would have this process unlink what they name. */
function isPrivate(folder: string): boolean {
  const status = lstatSync(folder)
  return status.isDirectory() && status.uid === (process.getuid?.() ?? status.uid) && (status.mode & 0o022) === 0
}

/**
 * What tells a segment or semaphore from a later one of that name: on Linux they are files.
 * @returns undefined when there is none of that name, empty where the system does not tell
 */
export function markOf(kind: ResourceKind, name: string): string | undefined {
  if (process.platform !== 'linux') return ''
  const file = name.replace(/^\/+/, '')
  try {
    return String(statSync(`/dev/shm/${kind === 'semaphore' ? 'sem.' : ''}${file}`, { bigint: true }).ino)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : ''
  }
}

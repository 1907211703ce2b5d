/**
 * Looks after segments and semaphores: what a program has made and not unlinked does not outlive it
 * (CPython: `multiprocessing.resource_tracker`).
 *
 * CPython has a process for that, which outlives the others. Here it is done by whoever can:
 *
 * * At its end the first process of a tree unlinks what it and its children have made. Until then it stays, since a child
 *   may end before those who use what it made.
 * * A child whose parent is gone does the same for its tree.
 * * What a SIGKILL has left is swept by the next process of that user that uses shared memory. Notes say what that was;
 *   what belongs to processes that run, or was made by others, is never touched.
 *
 * CPython also unlinks what a process has only attached to (pitfall 30; `track=False` prevents it). This does not.
 */
import { currentProcess, isMainProcess } from '../process/current-process.ts'
import { EXIT_PRIORITY, finalizeAtExit } from '../process/finalize.ts'
import { emit, tracing } from '../tracer.ts'
import { unlinkMapping } from './mapping.ts'
import { identityOf, isAlive, type ProcessIdentity } from './system/process-identity.ts'
import { dropNotes, findLeftovers, leftoversOfTree, markOf, ResourceNotes, type Resource, type ResourceKind } from './system/resource-notes.ts'
import { unlinkSemaphore } from './system/semaphore.ts'

export type { ResourceKind } from './system/resource-notes.ts'

/** Milliseconds that an orphan waits for the end of the first process of its tree, which has begun. */
const ENDING = 100

/** What this process has made, by kind and name. */
const tracked = new Map<string, Resource>()
let notes: ResourceNotes | undefined
let watching = false

/**
 * From now on it is unlinked when the program ends, however it ends.
 * @param quiet: the program need not have unlinked it, so nothing is said when it has not
 */
export function trackResource(kind: ResourceKind, name: string, { quiet = false }: { readonly quiet?: boolean } = {}): void {
  // There a segment goes with the last process that has it.
  if (process.platform === 'win32') return
  watchResources()
  const resource: Resource = { kind, name, mark: markOf(kind, name) ?? '', quiet }
  tracked.set(keyOf(kind, name), resource)
  notes!.add(resource)
}

/** It has been unlinked, or is somebody else's now. */
export function untrackResource(kind: ResourceKind, name: string): void {
  const resource = tracked.get(keyOf(kind, name))
  if (!resource) return
  tracked.delete(keyOf(kind, name))
  if (tracked.size === 0) notes!.clear()
  else notes!.remove(resource)
}

/**
 * Begins to look after what this process will make, and sweeps what was left by those who were killed. Called by all
 * that uses shared memory; only the first call does something.
 */
export function watchResources(): void {
  if (watching || process.platform === 'win32') return
  watching = true
  notes = new ResourceNotes(rootOf())
  for (const leftovers of findLeftovers()) {
    for (const resource of leftovers.resources) unlinkQuietly(resource, 'sweep')
    dropNotes(leftovers)
  }
  finalizeAtExit(EXIT_PRIORITY.resources, endResources)
}

/**
 * At the end of the first process of a tree, and of an orphan: unlinks what the tree's processes that have ended left.
 * Processes that start children call it too, since these may have made what their parent knows nothing of.
 */
export function endResources(): void {
  if (process.platform === 'win32') return
  const root = rootOf()
  if (root.pid !== process.pid && !hasEnded(root)) return
  const left = [...tracked.values()]
  tracked.clear()
  for (const leftovers of leftoversOfTree(root)) {
    left.push(...leftovers.resources)
    dropNotes(leftovers)
  }
  const found = left.filter((resource) => unlinkQuietly(resource, 'exit'))
  notes?.end()
  warn(found.filter(({ quiet }) => !quiet))
}

function rootOf(): ProcessIdentity {
  const { root } = currentProcess()
  return identityOf(isMainProcess() || root === null ? process.pid : root)
}

function hasEnded(root: ProcessIdentity): boolean {
  if (!currentProcess().orphaned) return !isAlive(root)
  const deadline = performance.now() + ENDING
  const pause = new Int32Array(new SharedArrayBuffer(4))
  // Its end of the pipe closes a moment before it is gone.
  while (isAlive(root)) {
    if (performance.now() > deadline) return false
    Atomics.wait(pause, 0, 0, 2)
  }
  return true
}

/** @returns whether it was there */
function unlinkQuietly({ kind, name, mark }: Resource, by: 'exit' | 'sweep'): boolean {
  const now = markOf(kind, name)
  if (now === undefined || now !== mark) return false
  try {
    if (kind === 'semaphore') unlinkSemaphore(name)
    else unlinkMapping(name)
  } catch {
    // Somebody else was faster.
    return false
  }
  if (kind === 'shared_memory' && tracing()) emit({ name: 'memory/unlinked', segment: name, by })
  return true
}

/** In the words of CPython 3.13. */
function warn(left: readonly Resource[]): void {
  for (const kind of ['shared_memory', 'semaphore'] as const) {
    const names = left.filter((each) => each.kind === kind).map(({ name }) => `'${name}'`)
    if (names.length === 0) continue
    process.stderr.write(
      `UserWarning: resource_tracker: There appear to be ${names.length} leaked ${kind} objects to clean up at shutdown: {${names.join(', ')}}\n`,
    )
  }
}

function keyOf(kind: ResourceKind, name: string): string {
  return `${kind} ${name}`
}

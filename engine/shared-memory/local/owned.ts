/** Segments and semaphores of a LocalManager's objects: named by chance, tracked, and taken away with what they are for. */
import { randomBytes } from 'node:crypto'
import { FileNotFoundError } from '../../values/exceptions.ts'
import { createMapping, unlinkMapping, type Mapping } from '../mapping.ts'
import { trackResource, untrackResource, type ResourceKind } from '../resource-tracker.ts'
import { createSemaphore, unlinkSemaphore, type NamedSemaphore } from '../system/semaphore.ts'

/** Something that this process has made. */
export interface Owned<Thing> {
  readonly thing: Thing
  /** Takes its name away. Those who are attached keep it. Once is enough, more does no harm. */
  readonly unlink: () => void
}

/** A segment of at least `size` bytes, all 0. */
export function ownMapping(size: number): Owned<Mapping> {
  return owned('shared_memory', (name) => createMapping(name, Math.max(size, 1)))
}

/** A segment of a name that was chosen before, to be unlinked by whoever is done with it. */
export function ownMappingOf(name: string, size: number): Mapping {
  const mapping = createMapping(name, size)
  trackResource('shared_memory', name, { quiet: true })
  return mapping
}

/** A semaphore that counts from `value`. */
export function ownSemaphore(value: number): Owned<NamedSemaphore> {
  return owned('semaphore', (name) => createSemaphore(name, value))
}

function owned<Thing>(kind: ResourceKind, create: (name: string) => Thing): Owned<Thing> {
  const name = localName(randomBytes(8).readBigUInt64LE())
  const thing = create(name)
  trackResource(kind, name, { quiet: true })
  let there = true
  const unlink = (): void => {
    if (!there) return
    there = false
    unlinkName(kind, name)
  }
  return { thing, unlink }
}

const PREFIX = process.platform === 'win32' ? 'psl_' : '/psl_'

/** Names are short: macOS allows 30 characters. */
export function localName(id: bigint): string {
  return `${PREFIX}${BigInt.asUintN(64, id).toString(16).padStart(16, '0')}`
}

/** The number that a name was made of. */
export function idOf(name: string): bigint {
  return BigInt(`0x${name.slice(PREFIX.length)}`)
}

/** Takes a name away, whoever has made it. Nothing happens when it is gone. */
export function unlinkName(kind: ResourceKind, name: string): void {
  untrackResource(kind, name)
  try {
    if (kind === 'semaphore') unlinkSemaphore(name)
    else unlinkMapping(name)
  } catch (error) {
    if (!(error instanceof FileNotFoundError)) throw error
  }
}

/** What a way of looking at a frame's bytes offers. One file each; `index.ts` lists them, the first that matches is taken. */
import type { Frame } from 'multiprocessing/inspect'
import type { ByteRange } from './hex.ts'
import type { TreeNode } from './tree.ts'

/** One part of the bytes: an opcode of a pickle, a field of a handshake. */
export interface Part extends ByteRange {
  readonly name: string
  /** Its value as Python writes it, or nothing. */
  readonly value: string
  /** What it does, in a few words. */
  readonly note: string | undefined
  /** What it is, as a whole sentence without full stop. */
  readonly meaning: string
  readonly failed: boolean
  /** Bookkeeping that has no line of its own. */
  readonly quiet?: boolean
}

export interface Content {
  readonly roots: readonly TreeNode[]
  /** Title of the list of parts, and what is said beside it. */
  readonly title: string
  readonly lead: string
  readonly parts: readonly Part[]
  /** Why the bytes could not be taken apart to their end. */
  readonly problem: string | undefined
}

export interface ContentView {
  readonly name: string
  matches(frame: Frame): boolean
  read(frame: Frame): Content
}

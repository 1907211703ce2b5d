/**
 * What a child is told when it starts: CPython's preparation data, as JSON on the child's own descriptor
 * (CPython: `spawn.get_preparation_data`). The only place where an authkey leaves a process.
 */
import type { Address } from './token.ts'

/** Descriptor on which a child finds its preparation data and, as long as it is open, knows that its parent lives. */
export const PARENT_DESCRIPTOR = 3

/** What the child is for. */
export type Task =
  | {
      readonly kind: 'server'
      /** Classes from the manager's own up to `BaseManager`: the child serves the first that it knows by name. */
      readonly managers: readonly string[]
      /** Typeids that have a callable in the parent: the child must find a callable for each. */
      readonly typeids: readonly string[]
      readonly address: Address | null
      /** Name of an exported function of the main module to call first, with its arguments as a base64 pickle. */
      readonly initializer: string | null
      readonly initargs: string
    }
  | {
      readonly kind: 'process'
      /** Module (a file: URL; null is the main module) and export name of the function to run. */
      readonly module: string | null
      readonly target: string
      /** Arguments as a base64 pickle. */
      readonly args: string
    }
  | {
      /** Works for a pool. It imports the main module only if a function is there. */
      readonly kind: 'worker'
      /** Where the pool tells it what to do. */
      readonly address: Address
    }

/** What a child is told: one line of JSON (CPython: `spawn.get_preparation_data`). */
export interface PreparationData {
  /** Name of the process, such as `Process-1`. */
  readonly name: string
  /** In hexadecimal. */
  readonly authkey: string
  /** Which child of which child it is: `[1, 2]` is the second child of the first. */
  readonly identity: readonly number[]
  /** Ends with its parent, and may have no children of its own. */
  readonly daemon: boolean
  /** Private directory for sockets, shared with the parent, which removes it; null lets the child make its own. */
  readonly tempDirectory: string | null
  /** Pid of the process that the tree of children began with: as long as it runs, so does what was made for the program. */
  readonly root: number
  /** file: URL of the parent's main module, imported again by the child; null where there is none. */
  readonly main: string | null
  readonly task: Task
}

/** What a child answers, one JSON object a line. */
export type ChildMessage =
  | { readonly kind: 'ready'; readonly address: Address | null }
  | { readonly kind: 'failed'; readonly type: string; readonly message: string }

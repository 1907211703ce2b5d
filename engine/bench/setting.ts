/** What contests may count on in this run: CPythons, and processors to pin to. */
import type { Python } from '../test/support/pythons.ts'

export interface Setting {
  /** The CPython that ratios are against. */
  readonly reference: Python
  /** Those that take part in fewer rows, for scale. */
  readonly others: readonly Python[]
  /** Processors that programs can be pinned to. */
  readonly processors: readonly number[]
  readonly taskset: boolean
  readonly platform: NodeJS.Platform
}

/** What a conversation goes over. */
export type Family = 'unix' | 'tcp'

/** Where the two ends of a conversation run. */
export type Placement = 'one CPU' | 'one CPU each' | 'unpinned'

export interface Places {
  readonly server: number | undefined
  readonly client: number | undefined
}

/** Processors for the two ends. */
export function placesOf(placement: Placement, { processors }: Setting): Places {
  switch (placement) {
    case 'one CPU':
      return { server: processors[0], client: processors[0] }
    case 'one CPU each':
      return { server: processors[0], client: processors[1] }
    case 'unpinned':
      return { server: undefined, client: undefined }
  }
}

/** Why a conversation cannot be had here; `undefined` where it can. */
export function missingFor(family: Family, placement: Placement, { processors, taskset, platform }: Setting): string | undefined {
  if (family === 'unix' && platform === 'win32') return 'there are no Unix sockets on Windows that both could use'
  if (placement === 'unpinned') return undefined
  if (!taskset) return 'programs cannot be pinned: there is no taskset here'
  const needed = placement === 'one CPU' ? 1 : 2
  return processors.length < needed ? `it needs ${needed} processors, and ${processors.length} may be used` : undefined
}

/** `CPython 3.11`. */
export function titleOf({ version }: Python): string {
  return `CPython ${version.split('.').slice(0, 2).join('.')}`
}

/** What is fuzzed: one entry of the product that takes bytes from others. */
import type { Random } from './random.ts'

/** One file in `targets/` exports one of these as `target`; `targets/index.ts` has a line for it. */
export interface Target {
  /** Inputs to begin with: good ones of every kind, and known bad ones. @param root folder of the repository */
  seeds(root: string): Uint8Array[]
  /** Does what the product does with such bytes. What must not happen is an error that is not `expected`. */
  run(input: Uint8Array): void | Promise<void>
  /** Whether the product says that it throws this. */
  expected(error: unknown): boolean
  /** Words that the format knows: mutations put them in. */
  readonly dictionary?: readonly (string | Uint8Array)[]
  /** Changes an input in the way of its format; half of all mutations. Left out: bytes are changed, of whatever they are. */
  mutate?(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array
  /** Longest input, in bytes. */
  readonly limit?: number
}

/** A promise that a target found broken: always a finding, whatever is `expected`. */
export class BrokenPromise extends Error {
  override name = 'BrokenPromise'
}

/** @throws BrokenPromise with these words unless `holds` */
export function promise(holds: boolean, words: string): asserts holds {
  if (!holds) throw new BrokenPromise(words)
}

/** Longest input where a target says nothing. */
export const DEFAULT_LIMIT = 4096

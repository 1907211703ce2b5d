/** Names for what is called otherwise in each run: objects by who made them, idents by the order in which they are met. */
import type { Frame, Run } from '../run.ts'

interface Made {
  readonly typeid: string
  /** Label of who asked for it first. */
  readonly by: string
  /** Which of those that this process asked for, from 1. */
  readonly nth: number
  /** Whether others asked, and got the same. */
  shared: boolean
}

/** The objects of a run, by what was asked for. Frames are to be given in their order. */
export class Objects {
  readonly #made = new Map<string, Made>()
  readonly #counts = new Map<string, number>()

  /**
   * Takes note of a `create`.
   * @returns what it brought: `an object of its own`, or one that another process had got before
   */
  make(frame: Frame, typeid: string, by: string): string {
    const ident = frame.pair?.reference?.ident
    if (ident === undefined) return ''
    const key = keyOf(frame, ident)
    const known = this.#made.get(key)
    if (known?.typeid === typeid && known.by !== by) {
      known.shared = true
      return `the one that ${known.by} has`
    }
    const counted = `${by} ${typeid}`
    const nth = (this.#counts.get(counted) ?? 0) + 1
    this.#counts.set(counted, nth)
    this.#made.set(key, { typeid, by, nth, shared: false })
    return 'one of its own'
  }

  /** The object that a call is for: the same id in each run, and words. */
  of(frame: Frame): { readonly id: string; readonly words: string } {
    const made = frame.ident === undefined ? undefined : this.#made.get(keyOf(frame, frame.ident))
    const typeid = made?.typeid ?? frame.typeid
    if (!made || made.shared) return { id: typeid ?? '?', words: typeid ?? 'an object' }
    const several = (this.#counts.get(`${made.by} ${made.typeid}`) ?? 0) > 1
    return { id: `${typeid} ${made.by} ${made.nth}`, words: several ? `${typeid} ${made.nth}` : made.typeid }
  }
}

/** Idents of two servers may be the same. */
function keyOf(frame: Frame, ident: string): string {
  return `${frame.to} ${ident}`
}

/** Gives what differs from run to run a name by the order in which it is met. */
export class Renaming {
  readonly #names = new Map<string, string>()
  readonly #ports: RegExp | undefined

  constructor(run: Run) {
    const ports = new Set<number>()
    for (const { address } of run.processes.values()) if (address !== null && typeof address !== 'string') ports.add(address[1])
    this.#ports = ports.size > 0 ? new RegExp(`\\b(${[...ports].join('|')})\\b`, 'g') : undefined
  }

  plain(text: string): string {
    const known = text
      .replace(/\b[0-9a-f]{9,16}\b/g, (ident) => this.#name(ident))
      // Segments of shared memory, and addresses of who listens without being a server.
      .replace(/\b(?:psm|wnsm)_\w+/g, (segment) => this.#name(segment))
      .replace(/\('127\.0\.0\.1', \d+\)/g, "('127.0.0.1', port)")
    return this.#ports ? known.replace(this.#ports, 'port') : known
  }

  #name(text: string): string {
    let name = this.#names.get(text)
    if (name === undefined) this.#names.set(text, (name = `#${this.#names.size + 1}`))
    return name
  }
}

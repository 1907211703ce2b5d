/** A server, and a company of clients in two languages that play histories on its objects, one after another. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findPythons } from '../../engine/test/support/pythons.ts'
import { Random } from '../../engine/test/support/random.ts'
import { AcquirerProxy, BaseProxy, ConditionProxy, SyncManager } from '../../engine/managers/index.ts'
import { Actor } from '../support/actor.ts'
import { authkey } from './address.ts'
import type { History } from './history.ts'
import { Line } from './line.ts'
import type { Kind } from './models/index.ts'
import { Performance, type Fault, type Player } from './performance.ts'
import { plan } from './plans.ts'

/** A history that is to be played. */
export interface Programme {
  readonly kind: Kind
  readonly seed: number
  /** What to create instead of the kind: one that is broken on purpose. */
  readonly typeid?: string
  /** How often something is done to a client. 0: never, 1: always. */
  readonly faults: number
  /** Nothing else is done to a client than this. */
  readonly only?: Fault['kind']
}

const server = new URL('./server.ts', import.meta.url)
const nodePlayer = new URL('./player.ts', import.meta.url)
const pythonPlayer = new URL('./player.py', import.meta.url)
/** CPythons that play, as far as they are here; in their place plays Node. */
const PYTHONS = ['3.13', '3.8']
/** Nobody can tell a client whose connection was cut from one that has come anew: where that matters it is not cut. */
const BELONG_TO_SOMEBODY: readonly Kind[] = ['RLock', 'Condition']

export class Company implements AsyncDisposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'histories-'))
  readonly #server: Actor
  readonly #places: { readonly program: string | undefined; readonly line: Line | undefined }[] = []
  readonly #players: Player[] = []
  #manager!: SyncManager
  #born = 0

  /** @param clients how many play, half of them in Python */
  static async open(clients = 4): Promise<Company> {
    const company = new Company()
    try {
      await company.#open(clients)
      return company
    } catch (error) {
      await company[Symbol.asyncDispose]()
      throw error
    }
  }

  private constructor() {
    this.#server = Actor.node('server', server, [this.#address])
  }

  get #address(): string {
    return path.join(this.#folder, 's')
  }

  async #open(clients: number): Promise<void> {
    await this.#server.ask('connections')
    this.#manager = await new SyncManager({ address: this.#address, authkey }).connect()
    // While there is a proxy, connections are kept.
    await this.#manager.list()
    const found = findPythons()
    const pythons = PYTHONS.flatMap((minor) => found.get(minor)?.program ?? [])
    for (let nth = 0; nth < clients; nth++) {
      const program = nth % 2 === 1 ? pythons[(nth >> 1) % Math.max(1, pythons.length)] : undefined
      // The first two can be cut off: one in each language.
      const line = nth < 2 ? await Line.open(path.join(this.#folder, `line-${nth}`), this.#address) : undefined
      this.#places.push({ program, line })
      this.#players.push(this.#enter(nth))
    }
    await Promise.all(this.#players.map(({ ready }) => ready))
  }

  /** Who plays, in words. */
  get cast(): string {
    const ours = this.#places.filter(({ program }) => program === undefined).length
    return `${ours} clients in TypeScript, ${this.#places.length - ours} in CPython (${PYTHONS.join(', ')}), and a witness who sets free whoever waits for ever`
  }

  #enter(nth: number): Player {
    const { program, line } = this.#places[nth]!
    const name = `${program === undefined ? 'node' : 'python'} ${++this.#born}`
    const args = [line?.address ?? this.#address]
    const actor = program === undefined ? Actor.node(name, nodePlayer, args) : Actor.python(name, program, pythonPlayer, args)
    const ready = actor.ask({ typeid: 'list', ident: '', calls: [], at: 0 })
    ready.catch(() => undefined)
    return { name, actor, line, ready }
  }

  /** Plays one history. @throws Error when the play fails, whatever the object did */
  async play({ kind, seed, typeid = kind, faults, only }: Programme): Promise<History> {
    const random = new Random(seed, true)
    const planned = plan(kind, random, this.#players.length)
    const fault = random.next() < faults ? this.#fault(kind, random, planned.parts, only) : undefined
    await Promise.all(this.#players.map(({ ready }) => ready))
    const object = await this.#manager.create(typeid, planned.made)
    try {
      const performance = new Performance({ kind, seed, plan: planned, players: this.#players, witness: this.#witness(kind, object), fault })
      return await performance.play()
    } finally {
      await object.dispose()
      for (const [nth, { actor }] of this.#players.entries()) {
        // One that still plays has been given up.
        if (actor.unanswered > 0) await actor[Symbol.asyncDispose]()
        if (actor.hasEnded) this.#players[nth] = this.#enter(nth)
      }
    }
  }

  #fault(kind: Kind, random: Random, parts: readonly (readonly unknown[])[], only: Fault['kind'] | undefined): Fault {
    const cut = !BELONG_TO_SOMEBODY.includes(kind) && (only === undefined ? random.below(2) === 0 : only === 'cut')
    const player = random.below(cut ? 2 : parts.length)
    return { kind: cut ? 'cut' : 'kill', player, call: random.below(parts[player]!.length), after: random.pick([0, 0, 0.3, 1, 3]) }
  }

  /** The same object, for one who sees to it that all comes to an end. */
  #witness(kind: Kind, object: BaseProxy): BaseProxy {
    const classes: Partial<Record<Kind, typeof BaseProxy>> = { RLock: AcquirerProxy, Condition: ConditionProxy }
    return new (classes[kind] ?? BaseProxy)(object.token, { authkey })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { actor } of this.#players) await actor[Symbol.asyncDispose]()
    for (const { line } of this.#places) await line?.close()
    await this.#server[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

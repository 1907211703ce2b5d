/** Contenders made of a server and clients that do one job with it. */
import type { Contender, Contest, Figures, Opened, Row } from '../contest.ts'
import type { Partner, PartnerOptions } from '../partner.ts'
import { missingFor, placesOf, titleOf, type Family, type Placement, type Setting } from '../setting.ts'
import type { EngineVariant, Workplace } from '../workplace.ts'
import type { Python } from '../../test/support/pythons.ts'

/** Who is at an end: our engine, or a CPython. */
export type End = 'ours' | Python

/** Names of contenders that most contests have. */
export const OURS = 'ours'
export const CPYTHON = 'CPython'
export const CPYTHON_TO_OURS = 'CPython → ours'

/** Ours, told not to poll. */
export const OURS_ASLEEP = 'ours, polling off'
/** What tells it so: `POLLING_VARIABLE` of `connection/poller.ts`. */
const POLLING_OFF = { MULTIPROCESSING_POLLING: '0' }

/** Something that clients do, with the words for it: see `programs/client.ts`. */
export interface Job {
  readonly job: string
  readonly [parameter: string]: unknown
}

export interface Conversation {
  readonly name: string
  readonly server: End
  readonly client: End
  readonly job: Job
  readonly family: Family
  readonly placement?: Placement
  /** How many client processes there are; default 1. */
  readonly clients?: number
  /** Programs that stand for `server` and `client` where both ends are ours. */
  readonly programs?: { readonly server: string; readonly client: string }
  /** For both ends. */
  readonly engine?: EngineVariant
  /** For both ends, from a new folder of its own. */
  readonly env?: (place: Workplace) => Readonly<Record<string, string>>
}

/**
 * A server and its clients. Its figures: `rate` over all clients, `cpu`, the server's processor time for one, and `throughput`
 * where the job has a `size`.
 */
export function conversation(setting: Setting, of: Conversation): Contender {
  const { name, job, family, placement = 'unpinned', clients = 1, programs = { server: 'server', client: 'client' } } = of
  const places = placesOf(placement, setting)
  return {
    name,
    async open(place): Promise<Opened> {
      const started: Partner[] = []
      const close = async (): Promise<void> => {
        for (const each of [...started].reverse()) await each.end()
      }
      try {
        const env = of.env?.(place)
        const common = { env, ...(of.engine ? { engine: of.engine } : {}) }
        const server = await start(place, of.server, programs.server, [JSON.stringify(place.address(family))], { ...common, processor: places.server })
        started.push(server)
        const callers = await Promise.all(Array.from({ length: clients }, () => start(place, of.client, programs.client, [], { ...common, processor: places.client })))
        started.push(...callers)
        for (const each of callers) await each.ask({ job: 'connect', address: server.hello['address'] })
        return { spell: (seconds) => spell(server, callers, { ...job, seconds }), close }
      } catch (error) {
        await close()
        throw error
      }
    },
  }
}

async function spell(server: Partner, callers: readonly Partner[], request: Readonly<Record<string, unknown>>): Promise<Figures> {
  const before = (await server.ask({}))['cpu']!
  const tallies = await Promise.all(callers.map((each) => each.ask(request)))
  const cpu = (await server.ask({}))['cpu']! - before
  const count = tallies.reduce((sum, tally) => sum + tally['count']!, 0)
  const rate = tallies.reduce((sum, tally) => sum + tally['count']! / tally['seconds']!, 0)
  const size = request['size']
  return { rate, cpu: cpu / count, ...(typeof size === 'number' ? { throughput: rate * size } : {}) }
}

type StartOptions = PartnerOptions & { readonly engine?: EngineVariant }

function start(place: Workplace, end: End, program: string, args: readonly string[], options: StartOptions): Promise<Partner> {
  return end === 'ours' ? place.node(program, args, options) : place.python(end, program, args, options)
}

/** A job that CPython and we do alike. */
export interface Duel {
  readonly name: string
  readonly job: Job
  readonly family: Family
  readonly placement?: Placement
  readonly clients?: number
  /** Whether CPython's client also talks to our server. */
  readonly mixed?: boolean
  /** Whether our ends also do it with polling off. */
  readonly asleep?: boolean
  /** Whether the other CPythons take part, for scale. */
  readonly others?: boolean
  /** Rows beside those of the other CPythons. */
  readonly rows: readonly Row[]
  readonly rounds?: number
  readonly spell?: number
}

/** The same conversation by CPython, by us, and, where asked for, by both together. */
export function duel(setting: Setting, of: Duel): Contest {
  const { name, job, family, placement = 'unpinned', clients = 1, mixed = false, asleep = false, others = false } = of
  const common = { job, family, placement, clients }
  const { reference } = setting
  const further = others ? setting.others : []
  return {
    name,
    contenders: [
      conversation(setting, { ...common, name: CPYTHON, server: reference, client: reference }),
      conversation(setting, { ...common, name: OURS, server: 'ours', client: 'ours' }),
      ...(mixed ? [conversation(setting, { ...common, name: CPYTHON_TO_OURS, server: 'ours', client: reference })] : []),
      ...(asleep ? [conversation(setting, { ...common, name: OURS_ASLEEP, server: 'ours', client: 'ours', env: () => POLLING_OFF })] : []),
      ...further.map((python) => conversation(setting, { ...common, name: titleOf(python), server: python, client: python })),
    ],
    rows: [
      ...of.rows,
      // Polling must not cost more where it does not pay than it takes to find that out.
      ...(asleep ? [{ name: `${name}: ours against ours with polling off`, of: OURS, against: OURS_ASLEEP, floor: 0.9 }] : []),
      ...further.map((python): Row => ({ name: `${name}: ${titleOf(python)}`, of: titleOf(python), against: CPYTHON, ...unitOf(of.rows) })),
    ],
    missing: missingFor(family, placement, setting),
    ...(of.rounds === undefined ? {} : { rounds: of.rounds }),
    ...(of.spell === undefined ? {} : { spell: of.spell }),
  }
}

/** Rows for scale count as the first row does. */
function unitOf([first]: readonly Row[]): Partial<Row> {
  const { figure, unit, better } = first ?? {}
  return { ...(figure ? { figure } : {}), ...(unit ? { unit } : {}), ...(better ? { better } : {}) }
}

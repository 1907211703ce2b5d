/** What a server holds of the machine's memory. */
import { existsSync, readFileSync } from 'node:fs'
import type { Contender, Figures, Group } from '../contest.ts'
import type { Partner } from '../partner.ts'
import type { Setting } from '../setting.ts'
import { CPYTHON, OURS, type End } from './conversation.ts'

const MB = 1e6
/** What a server goes through, each for a fourth of the spell: 8 clients at once. */
const LOAD = [{ job: 'calls' }, { job: 'put', size: 64 << 10 }, { job: 'queue' }, { job: 'put', size: 1 << 20 }] as const

export function memory(setting: Setting): Group {
  return {
    name: 'memory',
    title: 'Memory of a server',
    about:
      'A new server each round: after its first call, and after 8 clients of its own kind have made small calls, put payloads of 64 KiB and of 1 MiB, and used a queue. ' +
      "Resident is all that the process has in memory, Node's program with it; private is what no other process shares.",
    contests: [
      {
        name: 'memory of a server',
        contenders: [fresh(OURS, 'ours'), fresh(CPYTHON, setting.reference)],
        rows: [
          { name: 'server memory after the first call, resident', of: OURS, figure: 'first', unit: 'B', better: 'less', floor: 60 * MB, goal: 50 * MB },
          { name: 'server memory after load, resident', of: OURS, figure: 'loaded', unit: 'B', better: 'less', floor: 110 * MB, goal: 75 * MB },
          { name: 'server memory after the first call, private', of: OURS, figure: 'private', unit: 'B', better: 'less', floor: 25 * MB, goal: 15 * MB },
          { name: 'server memory after load, private', of: OURS, figure: 'loadedPrivate', unit: 'B', better: 'less' },
          { name: 'server memory after the first call, resident: against CPython', of: OURS, against: CPYTHON, figure: 'first', unit: 'B', better: 'less' },
          { name: 'server memory after load, resident: against CPython', of: OURS, against: CPYTHON, figure: 'loaded', unit: 'B', better: 'less' },
        ],
        missing: existsSync('/proc/self/smaps_rollup') ? undefined : 'the system does not tell what a process shares: there is no /proc/…/smaps_rollup',
        warmUp: 0,
        rounds: 3 / 7,
        spell: 8,
      },
    ],
  }
}

function fresh(name: string, end: End): Contender {
  return {
    name,
    async open(place) {
      return {
        async spell(seconds): Promise<Figures> {
          const start = (program: string, args: readonly string[] = []): Promise<Partner> =>
            end === 'ours' ? place.node(program, args) : place.python(end, program, args)
          const server = await start('server', [JSON.stringify(place.address('unix'))])
          const clients: Partner[] = []
          try {
            for (let count = 0; count < 8; count++) clients.push(await start('client'))
            const [one] = clients
            const connect = { job: 'connect', address: server.hello['address'] }
            await one!.ask(connect)
            await one!.ask({ job: 'calls', seconds: 0.001 })
            const first = memoryOf(server.pid)
            for (const each of clients.slice(1)) await each.ask(connect)
            for (const job of LOAD) await Promise.all(clients.map((each) => each.ask({ ...job, seconds: seconds / LOAD.length })))
            const loaded = memoryOf(server.pid)
            return { first: first.resident, private: first.private, loaded: loaded.resident, loadedPrivate: loaded.private }
          } finally {
            for (const each of [...clients, server]) await each.end()
          }
        },
        close: () => Promise.resolve(),
      }
    },
  }
}

/** Bytes. */
function memoryOf(pid: number): { resident: number; private: number } {
  return readMemory(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
}

/** @throws Error when a line is missing */
export function readMemory(text: string): { resident: number; private: number } {
  const kibibytes = (name: string): number => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)
    if (!found) throw new Error(`smaps_rollup has no line ${name}`)
    return Number(found[1]) * 1024
  }
  return { resident: kibibytes('Rss'), private: kibibytes('Private_Clean') + kibibytes('Private_Dirty') }
}

/** Starts runs for tests and keeps all that they tell. */
import path from 'node:path'
import { afterEach } from 'vitest'
import type { EventName, EventPayload, Language, Program } from '../../contract/host.ts'
import type { HoldPlan } from '../holding.ts'
import { Keeper } from '../keeper.ts'
import { COMPLETE_LIMITS } from '../output.ts'
import type { OutputLimits } from '../output.ts'
import type { Parts } from '../paths.ts'
import { prepareSources } from '../preparation.ts'
import { ProgramRun } from '../run.ts'
import { theNode } from '../runtimes.ts'
import type { FoundRuntime } from '../runtimes.ts'
import { findMarked } from '../process-tree.ts'
import { temporaryFolder } from './folders.ts'

type Told = { [Name in EventName]: { name: Name; payload: EventPayload<Name> } }[EventName]

export interface StartedRun {
  readonly run: ProgramRun
  readonly told: Told[]
  readonly mark: string
  /** All that a program printed up to now. */
  printed(program: string, stream?: 'stdout' | 'stderr'): string
  trace(): EventPayload<'trace'>['events']
  states(): EventPayload<'runChanged'>[]
  /** Resolves when something is so, looked at after every event. */
  until(condition: () => boolean): Promise<void>
}

const open: { run: ProgramRun; keeper: Keeper; mark: string }[] = []
afterEach(async () => {
  for (const { run, keeper, mark } of open.splice(0)) {
    await run.dispose()
    keeper.close()
    const left = process.platform === 'linux' ? findMarked(mark) : []
    if (left.length > 0) throw new Error(`processes are left: ${left.join(', ')}`)
  }
})

let count = 0

export interface RunOptions {
  readonly language?: Language
  readonly runtime?: FoundRuntime
  readonly limits?: OutputLimits
  readonly holds?: HoldPlan
  /** Programs in order, where they are not the files: several may run one file. */
  readonly programs?: readonly Program[]
}

/** Runs files as programs; names beginning with `server` or `worker` have that role. `_x.ts` is no program. */
export function startRun(parts: Parts, files: Record<string, string>, options: RunOptions = {}): StartedRun {
  const { language = 'typescript', runtime = theNode(), limits = COMPLETE_LIMITS, holds } = options
  const number = ++count
  const mark = `test-${process.pid}-${Math.random().toString(16).slice(2)}/`
  const folder = path.join(temporaryFolder(), 'managerie-run')
  const keeper = new Keeper(parts.keeper, mark, folder, () => {})
  const told: Told[] = []
  const looks = new Set<() => void>()
  const programs = options.programs ?? Object.keys(files)
    .filter((file) => !file.startsWith('_'))
    .map((file): Program => {
      const name = path.parse(file).name
      const role = (['server', 'worker'] as const).find((one) => name.startsWith(one)) ?? 'client'
      return { name, role, file }
    })
  const run = new ProgramRun({
    run: number,
    workspace: 'w',
    runtime,
    programs,
    prepare: prepareSources(language, new Map(Object.entries(files)), runtime, parts),
    folder,
    mark: `${mark}${number}/`,
    parts,
    keeper,
    limits,
    ...(holds ? { holds } : {}),
    emit: (name, payload) => {
      told.push({ name, payload: structuredClone(payload) } as Told)
      for (const look of looks) look()
    },
  })
  open.push({ run, keeper, mark })
  run.start()
  const payloads = <Name extends EventName>(name: Name): EventPayload<Name>[] =>
    told.filter((one) => one.name === name).map((one) => one.payload as EventPayload<Name>)
  return {
    run,
    told,
    mark,
    printed: (program, stream = 'stdout') =>
      payloads('output').filter((one) => one.program === program && one.stream === stream).map((one) => one.text).join(''),
    trace: () => payloads('trace').flatMap((one) => one.events),
    states: () => payloads('runChanged'),
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return
          looks.delete(look)
          resolve()
        }
        looks.add(look)
        look()
      }),
  }
}

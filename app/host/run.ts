/**
 * One run: programs made ready, started in order, watched, and ended.
 *
 * Each program waits until the one before listens (its trace says so), has ended, or takes too long. What happens is
 * told as events with the run's number, so that nothing of one run can be taken for another's.
 *
 * Longer than most: starting, starting again, stopping and telling share one state, which must not be seen half changed.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { CallParams, EventName, EventPayload, Problem, Program, ProgramState } from '../contract/host.ts'
import { Holding } from './holding.ts'
import type { HoldPlan } from './holding.ts'
import type { Keeper } from './keeper.ts'
import { Output } from './output.ts'
import type { OutputLimits } from './output.ts'
import type { Parts } from './paths.ts'
import { freePort } from './ports.ts'
import type { Prepare, Prepared } from './preparation.ts'
import { ProcessFamily } from './process-family.ts'
import { ProgramProcess } from './program.ts'
import type { ProgramEnd } from './program.ts'
import { Latch, ProgramSlot } from './program-slot.ts'
import type { FoundRuntime } from './runtimes.ts'
import { SourcePositions } from './source-positions.ts'
import { stageOf } from './stage.ts'
import { TraceCollector } from './trace-collector.ts'

export type Emit = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void

export interface RunRequest {
  readonly run: number
  readonly workspace: string
  readonly runtime: FoundRuntime
  readonly programs: readonly Program[]
  readonly prepare: Prepare
  /** Made and removed by the run. Its path has no symbolic links. */
  readonly folder: string
  /** Ends in `/`; the beginning of its programs' marks. */
  readonly mark: string
  readonly parts: Pick<Parts, 'cpython'>
  readonly keeper: Keeper
  readonly limits: OutputLimits
  /** Whether all of its trace is wanted. Where somebody watches, calls are left out that come faster than they can be told. Default: yes. */
  readonly whole?: boolean | undefined
  readonly emit: Emit
  /** How frames are held from the start. Without it no frame can be held. */
  readonly holds?: HoldPlan | undefined
}

/** How long the next program waits for one that neither listens nor ends, in milliseconds. */
export const LISTEN_LIMIT = { server: 10_000, client: 3000, worker: 3000 } as const
/** How long the end of a program may go untold for the sake of what it printed, in milliseconds. */
const LAST_WORDS = 100
/** What programs have to end by themselves when the whole run is stopped, in milliseconds. */
const STOP_ALL_GRACE = 250

export class ProgramRun {
  readonly #request: RunRequest
  readonly #slots: ProgramSlot[]
  readonly #collector: TraceCollector
  readonly #family = new ProcessFamily()
  readonly #holding: Holding | undefined
  readonly #traceFolder: string
  readonly #stop = new Latch()
  #state: EventPayload<'runChanged'>['state'] = 'compiling'
  #problems: Problem[] = []
  #prepared: Prepared | undefined
  #begun = 0
  #port = 0
  readonly #authkey = randomBytes(24).toString('base64url')
  #launches = 0
  /** The first pass over all programs. */
  #pass: Promise<void> = Promise.resolve()

  constructor(request: RunRequest) {
    this.#request = request
    this.#slots = request.programs.map((program) => new ProgramSlot(program))
    this.#traceFolder = path.join(request.folder, 'trace')
    const positions = new SourcePositions(this.#programFolder)
    this.#collector = new TraceCollector({
      folder: this.#traceFolder,
      original: (at) => positions.original(at),
      seen: (event) => this.#seen(event),
      deliver: ({ events, lost, omitted }) => request.emit('trace', { run: request.run, events, lost, ...(omitted > 0 ? { omitted } : {}) }),
      whole: request.whole ?? true,
    })
    const { run, emit, holds: plan, folder } = request
    if (plan === undefined) return
    this.#holding = new Holding({
      run,
      emit,
      plan,
      folder: path.join(folder, 'gate'),
      stage: stageOf({ slots: this.#slots, collector: this.#collector, port: () => this.#port, startAgain: (name) => this.#killAndStart(this.#slot(name)) }),
      held: (id) => this.#held(id),
    })
  }

  get number(): number {
    return this.#request.run
  }

  get programs(): readonly ProgramState[] {
    return this.#slots.map((slot) => ({ ...slot.state }))
  }

  /** Begins when `after` has come. Everything that goes wrong is told by events. */
  start(after: Promise<unknown> = Promise.resolve()): void {
    this.#pass = after.then(() => this.#startAll()).catch((error: unknown) => this.#failAll(sentence(error)))
  }

  /** Where its frames are held. @throws Error when they cannot be */
  get holding(): Holding {
    if (!this.#holding) throw new Error(`run ${this.number} was started so that no frame can be held`)
    return this.#holding
  }

  /** Ends all processes at once. Resolves when the run has ended and everything was told. */
  async stop(): Promise<void> {
    this.#stop.open()
    const stopped = Promise.all(this.#slots.map((slot) => slot.process?.stop(STOP_ALL_GRACE)))
    // Only now: frames that are let go by the end of the run are those with which programs clean up.
    this.#holding?.close('The run was stopped.')
    await stopped
    await this.ended()
  }

  /** Resolves when no program runs and none is to be started. */
  async ended(): Promise<void> {
    await this.#pass
    for (let slot; (slot = this.#slots.find((one) => one.busy)); ) await slot.over
  }

  /** Ends everything and lets go of files and folders. */
  async dispose(): Promise<void> {
    await this.stop()
    this.#holding?.dispose()
    this.#collector.close()
    await rm(this.#request.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  /** @throws Error when there is no such program, or a restart is not possible */
  async control(name: string, action: CallParams<'controlProgram'>['action']): Promise<void> {
    const slot = this.#slot(name)
    switch (action) {
      case 'stop':
        return slot.process?.stop()
      case 'kill':
        return slot.process?.kill()
      case 'restart':
        if (slot.state.state === 'waiting') throw new Error(`${name} is still to be started`)
        await slot.process?.stop()
        await this.#startAgain(slot)
    }
  }

  async #startAgain(slot: ProgramSlot): Promise<void> {
    await slot.over
    if (this.#stop.isOpen || !this.#prepared || this.#problems.length > 0) throw new Error('this run was stopped: run again')
    await this.#launch(slot, this.#prepared)
    this.#advance()
  }

  /** @returns whether it listens, or, if it is no server, runs */
  async #killAndStart(slot: ProgramSlot): Promise<boolean> {
    await slot.process?.kill()
    await this.#startAgain(slot)
    return (await this.#awaitListening(slot)) && (slot.state.role !== 'server' || slot.listening.isOpen)
  }

  /** @throws Error when there is no such program, or it does not read */
  input(name: string, text: string): void {
    const { process } = this.#slot(name)
    if (!process) throw new Error(`${name} does not run`)
    process.write(text)
  }

  // ---- starting ----

  async #startAll(): Promise<void> {
    this.#begun = performance.now()
    this.#tell()
    if (this.#stop.isOpen) return this.#failAll('The run was stopped.')
    this.#request.keeper.start()
    await mkdir(this.#traceFolder, { recursive: true })
    const [prepared, port] = await Promise.all([this.#request.prepare(this.#programFolder), freePort(), this.#holding?.open()])
    this.#prepared = prepared
    this.#problems = prepared.problems
    this.#port = port
    const mistake = prepared.problems[0]
    if (mistake) return this.#failAll(`There is a mistake in ${mistake.file}, line ${mistake.line}.`)

    this.#state = 'starting'
    let missing: string | undefined
    for (const slot of this.#slots) {
      if (this.#stop.isOpen) slot.fail('The run was stopped.')
      else if (missing !== undefined) slot.fail(missing)
      else {
        await this.#launch(slot, prepared)
        const ready = slot === this.#slots.at(-1) || (await this.#awaitListening(slot))
        if (!ready && slot.state.role === 'server') missing = `${slot.name} ended before it listened.`
      }
    }
    this.#advance()
  }

  /** Starts one program. Resolves when it runs, or cannot be started, which its state tells. */
  async #launch(slot: ProgramSlot, prepared: Prepared): Promise<void> {
    const starting = this.#startProgram(slot, prepared)
    slot.busy = true
    slot.over = starting
      .then((program) => program?.ended.then((end) => this.#programEnded(slot, program, end)))
      .finally(() => {
        slot.busy = false
        this.#advance()
      })
    const program = await starting
    // Told to stop while it was being started.
    if (this.#stop.isOpen) await program?.stop(STOP_ALL_GRACE)
  }

  async #startProgram(slot: ProgramSlot, prepared: Prepared): Promise<ProgramProcess | undefined> {
    const request = this.#request
    slot.reset('starting')
    slot.state.startedAt = this.#elapsed()
    this.#tell()
    this.#collector.start()
    await this.#holding?.beforeLaunch(slot.name)
    const output = new Output((batch) => request.emit('output', { run: request.run, program: slot.name, ...batch }), request.limits)
    const launch = {
      runtime: request.runtime,
      file: prepared.fileOf(slot.state.file),
      folder: prepared.workingFolder,
      name: slot.name,
      port: this.#port,
      authkey: this.#authkey,
      traceFolder: this.#traceFolder,
      gateFolder: this.#holding?.folder,
      shim: request.parts.cpython,
      mark: `${request.mark}${++this.#launches}/`,
    }
    let started: ProgramProcess
    try {
      started = await ProgramProcess.start(launch, output)
    } catch (error) {
      slot.fail(sentence(error))
      this.#tell()
      return undefined
    }
    request.keeper.add(started.pid)
    slot.process = started
    slot.state.pid = started.pid
    slot.state.state = 'running'
    this.#tell()
    return started
  }

  /** @returns whether the next program may start: false if this one has ended and never listened */
  async #awaitListening(slot: ProgramSlot): Promise<boolean> {
    const { role } = slot.state
    const late = new AbortController()
    const timeout = delay(LISTEN_LIMIT[role], 'late' as const, { signal: late.signal }).catch(() => {})
    // Who waits to be let go would keep the others from being there to choose between.
    const held = role === 'server' ? [] : [slot.held.promise]
    const outcome = await Promise.race([slot.listening.promise, ...held, slot.process?.ended, this.#stop.promise, timeout])
    late.abort()
    if (outcome === 'late' && role === 'server') {
      slot.state.detail = `It did not listen within ${LISTEN_LIMIT[role] / 1000} s; the others were started all the same.`
      this.#tell()
    }
    if (outcome !== 'late') this.#collector.look()
    return outcome === 'late' || slot.listening.isOpen || slot.held.isOpen || this.#stop.isOpen
  }

  #failAll(why: string): void {
    for (const slot of this.#slots) {
      if (slot.state.state === 'waiting' || slot.state.state === 'starting') slot.fail(why)
    }
    this.#advance()
  }

  // ---- ending ----

  async #programEnded(slot: ProgramSlot, program: ProgramProcess, { code, signal }: ProgramEnd): Promise<void> {
    this.#collector.add({ name: 'process/exited', pid: program.pid, code, signal })
    // Its last words come before the news of its end, unless somebody else still holds its pipes.
    await Promise.race([program.gone, delay(LAST_WORDS)])
    Object.assign(slot.state, { state: 'ended', code, signal, endedAt: this.#elapsed() })
    this.#tell()
    await program.gone
    slot.process = undefined
    this.#request.keeper.remove(program.pid)
    this.#holding?.programEnded(slot.name)
    await this.#readTraces(slot)
    // Children that were killed could not tell their end. Nothing of the program's tree is left now.
    const told = { code: null, signal: program.wasKilled ? 'SIGKILL' : null }
    for (const pid of this.#family.untold(program.pid)) this.#collector.add({ name: 'process/exited', pid, ...told })
    await this.#readTraces(slot)
  }

  /** To the end, if nobody but `slot` writes or will write. */
  async #readTraces(slot: ProgramSlot): Promise<void> {
    if (this.#slots.some((one) => one !== slot && (one.busy || one.state.state === 'waiting'))) this.#collector.look()
    else await this.#collector.finish()
  }

  /** The run's own state, as it follows from its programs'. */
  #advance(): void {
    const states = this.#slots.map((slot) => slot.state.state)
    if (states.includes('waiting') || states.includes('starting')) this.#state = 'starting'
    else this.#state = this.#slots.some((slot) => slot.busy) ? 'running' : 'ended'
    if (this.#state === 'ended') this.#holding?.ended()
    this.#tell()
  }

  // ---- telling ----

  #seen(event: TraceEvent): void {
    this.#family.add(event)
    this.#holding?.seen(event)
    if (event.name !== 'listener/bound') return
    const lineage = this.#family.lineage(event.process)
    for (const slot of this.#slots) {
      if (slot.state.pid !== null && lineage.includes(slot.state.pid)) slot.listening.open()
    }
  }

  /** A frame of a process waits: its program has come as far as it can. */
  #held(id: string): void {
    this.#collector.look()
    const lineage = this.#family.lineage(id)
    for (const slot of this.#slots) {
      if (slot.state.pid !== null && lineage.includes(slot.state.pid)) slot.held.open()
    }
  }

  #tell(): void {
    const { run, workspace, runtime, emit } = this.#request
    const { id, language, label, version } = runtime
    emit('runChanged', {
      run,
      workspace,
      runtime: { id, language, label, version },
      state: this.#state,
      problems: this.#problems,
      programs: [...this.programs],
    })
  }

  get #programFolder(): string {
    return path.join(this.#request.folder, 'programs')
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#begun)
  }

  #slot(name: string): ProgramSlot {
    const slot = this.#slots.find((one) => one.name === name)
    if (!slot) throw new Error(`run ${this.number} has no program '${name}'; it has ${this.#slots.map((one) => one.name).join(', ')}`)
    return slot
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

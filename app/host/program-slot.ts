/** A program's place in a run: its state as it is told, and its process, which can be replaced. */
import type { Program, ProgramState } from '../contract/host.ts'
import type { ProgramProcess } from './program.ts'

export class ProgramSlot {
  readonly state: ProgramState
  process: ProgramProcess | undefined
  listening = new Latch()
  /** A frame of it waits to be let go. */
  held = new Latch()
  /** Something of it runs, or its end is being told. */
  busy = false
  /** Resolves when it is not busy any more. */
  over: Promise<void> = Promise.resolve()

  constructor({ name, role, file }: Program) {
    this.state = { name, role, file, state: 'waiting', pid: null, code: null, signal: null, detail: null, startedAt: null, endedAt: null }
  }

  get name(): string {
    return this.state.name
  }

  reset(state: ProgramState['state']): void {
    this.listening = new Latch()
    this.held = new Latch()
    Object.assign(this.state, { state, pid: null, code: null, signal: null, detail: null, startedAt: null, endedAt: null })
  }

  fail(why: string): void {
    this.reset('failed')
    this.state.detail = why
  }
}

/** Opens once. */
export class Latch {
  readonly promise: Promise<void>
  isOpen = false
  #resolve!: () => void

  constructor() {
    this.promise = new Promise((resolve) => (this.#resolve = resolve))
  }

  open(): void {
    this.isOpen = true
    this.#resolve()
  }
}

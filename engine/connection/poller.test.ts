/** When polling begins and when it ends, by a clock that the test moves. */
import { expect, test } from 'vitest'
import { LONGEST_POLL, Poller } from './poller.ts'

/** A process whose waits take as long as the test says, asleep or polling. */
class Process {
  time = 0
  turns = 0
  #soon: (() => void)[] = []
  readonly poller: Poller

  constructor(enabled = true) {
    this.poller = new Poller({ now: () => this.time, soon: (callback) => void this.#soon.push(callback), enabled: () => enabled })
  }

  get hasTurns(): boolean {
    return this.#soon.length > 0
  }

  /** One turn of the event loop, of 2 µs. */
  turn(): void {
    this.turns++
    this.time += 0.002
    for (const callback of this.#soon.splice(0)) callback()
  }

  /** Waits for one message. @returns how long it took */
  message({ asleep, polling }: { readonly asleep: number; readonly polling: number }): number {
    const began = this.time
    this.poller.began()
    const comes = began + (this.poller.polling ? polling : asleep)
    while (this.hasTurns && this.time < comes) this.turn()
    this.time = Math.max(this.time, comes)
    this.poller.arrived()
    this.poller.ended()
    while (this.hasTurns) this.turn()
    return comes - began
  }
}

const PAYING = { asleep: 0.04, polling: 0.012 }
const LOSING = { asleep: 0.02, polling: 0.25 }

function messages(process: Process, count: number, times: { readonly asleep: number; readonly polling: number }): number {
  let sum = 0
  for (let message = 0; message < count; message++) sum += process.message(times)
  return sum
}

test('polling begins where its waits are shorter, and goes on', () => {
  const process = new Process()
  messages(process, 1000, PAYING)
  expect(process.poller.pays).toBe(true)
  // With a trial now and then.
  expect(messages(process, 20_000, PAYING)).toBeLessThan(20_000 * 0.0125)
})

test('where it makes waits longer it costs less than a tenth, from the first message on', () => {
  const process = new Process()
  for (const count of [1000, 5000, 20_000]) {
    const took = messages(process, count, LOSING)
    expect(took).toBeLessThan((count * LOSING.asleep) / 0.9)
    expect(process.poller.pays).toBe(false)
  }
})

test('a small gain is none', () => {
  const process = new Process()
  messages(process, 2000, { asleep: 0.02, polling: 0.018 })
  expect(process.poller.pays).toBe(false)
})

test('it stops when nothing comes while it polls, and soon when nobody waits', () => {
  const process = new Process()
  messages(process, 1000, PAYING)
  process.poller.began()
  expect(process.poller.polling).toBe(true)
  const began = process.time
  while (process.hasTurns) process.turn()
  expect(process.time - began).toBeLessThan(LONGEST_POLL + 0.01)
  expect(process.poller.polling).toBe(false)
  process.poller.arrived()
  process.poller.ended()
  process.poller.began()
  process.poller.ended()
  process.turn()
  expect(process.hasTurns).toBe(false)
})

test('who waits for long again and again has it stopped, until a trial says otherwise', () => {
  const process = new Process()
  messages(process, 1000, PAYING)
  expect(process.poller.pays).toBe(true)
  for (let wait = 0; wait < 12; wait++) {
    process.poller.began()
    while (process.hasTurns) process.turn()
    process.poller.arrived()
    process.poller.ended()
  }
  expect(process.poller.pays).toBe(false)
  messages(process, 3000, PAYING)
  expect(process.poller.pays).toBe(true)
})

test('when it ceases to pay the next trial says so, and when it pays again, too', () => {
  const process = new Process()
  messages(process, 1000, PAYING)
  messages(process, 20_000, { asleep: 0.02, polling: 0.03 })
  expect(process.poller.pays).toBe(false)
  messages(process, 140_000, PAYING)
  expect(process.poller.pays).toBe(true)
})

test('turned off it never polls', () => {
  const process = new Process(false)
  messages(process, 5000, PAYING)
  expect(process.turns).toBe(0)
})

test('when it ceases to pay it stops within some hundred messages', () => {
  const process = new Process()
  messages(process, 1000, PAYING)
  expect(process.poller.pays).toBe(true)
  messages(process, 200, { asleep: 0.04, polling: 0.05 })
  expect(process.poller.pays).toBe(false)
})

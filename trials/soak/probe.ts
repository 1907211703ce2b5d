/** One who makes the same small call, again and again, and says how long it took. Arguments: address, calls a second. */
import { setTimeout as delay } from 'node:timers/promises'
import { SyncManager } from '../../engine/managers/index.ts'
import { takeOrders } from '../support/orders.ts'
import { authkey } from './hall.ts'

/** How long a small call took since the last time it was asked, in µs. */
export interface Latency {
  readonly calls: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

const [, , address, rate] = process.argv
const manager = await new SyncManager({ address: address!, authkey }).connect()
const list = await manager.list([1, 2, 3])
let took: number[] = []
let ending = false

async function probe(): Promise<void> {
  while (!ending) {
    const began = process.hrtime.bigint()
    await list.len()
    took.push(Number(process.hrtime.bigint() - began) / 1000)
    // Not in step with anybody else's timers.
    await delay((2 * Math.random() * 1000) / Number(rate))
  }
}
const probing = probe()

takeOrders(async (order: 'latency' | 'finish'): Promise<Latency | null> => {
  if (order === 'finish') {
    ending = true
    await probing
    await list.dispose()
    return null
  }
  const sorted = took.sort((a, b) => a - b)
  took = []
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return { calls: sorted.length, p50: at(0.5), p99: at(0.99), max: Math.round(sorted.at(-1) ?? 0) }
})

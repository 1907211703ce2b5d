/**
 * What a read and a write of shared memory cost, against a proxy of the same kind of object in a server, and against CPython's
 * `SharedMemory`: all in one run, in turns, so that what else the machine does falls on each alike.
 *
 *     node --import ./engine/test/support/register-typescript.mjs engine/bench/shared-memory.bench.ts [rounds]
 *
 * Prints a table in Markdown: medians of the rounds, and ratios of the medians.
 */
import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { LocalManager, SyncManager } from '../managers/index.ts'
import { isMainProcess } from '../process/current-process.ts'
import { findPythons } from '../test/support/pythons.ts'

const rounds = Number(process.argv[2] ?? 15)
const MEBIBYTE = 1 << 20
/** Milliseconds that one measurement takes, about. */
const SPELL = 20

/** Does it for a while. @returns nanoseconds for one */
async function measure(once: () => unknown): Promise<number> {
  let times = 0
  const began = performance.now()
  for (let now = began; now - began < SPELL; now = performance.now()) {
    // Looking at the clock costs something, too.
    for (let time = 0; time < 16; time++, times++) {
      const result = once()
      if (result instanceof Promise) await result
    }
  }
  return ((performance.now() - began) / times) * 1e6
}

/** The same in CPython: one line a round, a list of nanoseconds. */
const PYTHON = `
import struct, sys, time
from multiprocessing import shared_memory
value = shared_memory.SharedMemory(create=True, size=8)
array = shared_memory.SharedMemory(create=True, size=${MEBIBYTE})
numbers = struct.Struct('i')
content = bytes(${MEBIBYTE})

def read_value(): return numbers.unpack_from(value.buf, 0)[0]
def write_value(): numbers.pack_into(value.buf, 0, 7)
def read_array(): return bytes(array.buf[:${MEBIBYTE}])
def write_array(): array.buf[:${MEBIBYTE}] = content

def measure(once):
    times, began = 0, time.perf_counter()
    while time.perf_counter() - began < ${SPELL / 1000}:
        for _ in range(16): once()
        times += 16
    return (time.perf_counter() - began) / times * 1e9

for line in sys.stdin:
    print([measure(each) for each in (read_value, write_value, read_array, write_array)], flush=True)
for each in value, array:
    each.close()
    each.unlink()
`

const WHAT = ['read of a `SharedValue`', 'write of a `SharedValue`', 'read of an array of 1 MiB', 'write of an array of 1 MiB'] as const

async function main(): Promise<void> {
  const found = findPythons()
  const python = found.get('3.11') ?? [...found.values()].at(-1)
  if (!python) throw new Error('this needs a CPython to compare with: none was found by pyenv or on PATH')
  const child = spawn(python.program, ['-u', '-c', PYTHON], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  const local = new LocalManager()
  await using server = await new SyncManager().start()
  const content = new Uint8Array(MEBIBYTE)
  using value = local.SharedValue('i', 1)
  using array = local.SharedArray('i', content)
  const valueProxy = await server.SharedValue('i', 1)
  const arrayProxy = await server.SharedArray('i', content)
  const ours = [() => value.value, () => (value.value = 7), () => array.toBytes(), () => array.setSlice(null, null, content)]
  const proxies = [
    () => valueProxy.get(),
    () => valueProxy.set(7),
    () => arrayProxy.toBytes(),
    () => arrayProxy.setSlice(null, null, content),
  ]

  const figures = { ours: [[], [], [], []] as number[][], proxy: [[], [], [], []] as number[][], python: [[], [], [], []] as number[][] }
  for (let round = -1; round < rounds; round++) {
    const now = { ours: [] as number[], proxy: [] as number[] }
    for (const once of ours) now.ours.push(await measure(once))
    for (const once of proxies) now.proxy.push(await measure(once))
    child.stdin.write('\n')
    const theirs = JSON.parse((await lines.next()).value as string) as number[]
    // The first is for warming up.
    if (round < 0) continue
    WHAT.forEach((_, at) => {
      figures.ours[at]!.push(now.ours[at]!)
      figures.proxy[at]!.push(now.proxy[at]!)
      figures.python[at]!.push(theirs[at]!)
    })
  }
  child.stdin.end()
  await new Promise((resolve) => child.once('exit', resolve))

  console.log(`Node ${process.versions.node}, CPython ${python.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${process.platform} ${process.arch}, ${rounds} rounds\n`)
  console.log("| | here | a proxy | CPython's `SharedMemory` | proxy ÷ here | CPython ÷ here |\n| --- | --- | --- | --- | --- | --- |")
  WHAT.forEach((what, at) => {
    const [here, proxy, theirs] = [median(figures.ours[at]!), median(figures.proxy[at]!), median(figures.python[at]!)]
    console.log(`| ${what} | ${time(here)} | ${time(proxy)} | ${time(theirs)} | ${ratio(proxy / here)} | ${ratio(theirs / here)} |`)
  })
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
}

function time(nanoseconds: number): string {
  return nanoseconds < 1000 ? `${Math.round(nanoseconds)} ns` : `${(nanoseconds / 1000).toPrecision(3)} µs`
}

function ratio(number: number): string {
  return number >= 100 ? String(Math.round(number)) : number.toPrecision(2)
}

if (isMainProcess()) await main()

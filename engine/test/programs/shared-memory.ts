/** Makes and uses shared memory, and ends in a way that the first argument says. */
import { setTimeout as delay } from 'node:timers/promises'
import { Process } from '../../process/process.ts'
import { isMainProcess } from '../../process/current-process.ts'
import { SharedMemoryManager } from '../../managers/shared-memory-manager.ts'
import { ShareableList } from '../../shared-memory/shareable-list.ts'
import { SharedMemory } from '../../shared-memory/shared-memory.ts'

const say = (...values: readonly unknown[]) => console.log(JSON.stringify(values))

function make(options: { readonly track?: boolean } = {}): SharedMemory {
  const memory = new SharedMemory({ create: true, size: 10, ...options })
  say(memory.name)
  return memory
}

/** As long as nobody ends it. */
async function wait(): Promise<void> {
  await delay(60_000)
}

export function fill(memory: SharedMemory, list: ShareableList): void {
  memory.buf[0] = 42
  list[0] = 'filled'
  memory.close()
  list.shm.close()
}

export function makeOne(): void {
  make()
}

export async function makeAndWait(): Promise<void> {
  make()
  await wait()
}

const scenarios: Record<string, (name: string) => unknown> = {
  leaves: () => make(),
  tidies() {
    const memory = make()
    memory.close()
    memory.unlink()
  },
  untracked: () => make({ track: false }),
  throws() {
    make()
    throw new Error('no water')
  },
  exits() {
    make()
    process.exit(3)
  },
  async waits() {
    make()
    await wait()
  },
  async uses(name) {
    const memory = new SharedMemory(name)
    memory.buf[1] = 1
    say('attached')
    await wait()
  },
  async passes() {
    const memory = make()
    const list = new ShareableList(['      ', 1])
    const child = new Process({ target: fill, args: [memory, list] })
    await child.start()
    await child.join()
    say(memory.buf[0], list[0], child.exitcode)
    for (const each of [memory, list.shm]) {
      each.close()
      each.unlink()
    }
  },
  async childLeaves(name) {
    const child = new Process({ target: makeOne })
    await child.start()
    await child.join()
    say('joined', name)
    await new Promise((resolve) => process.stdin.once('data', resolve))
    process.stdin.destroy()
  },
  async childWaits() {
    const child = new Process({ target: makeAndWait })
    await child.start()
    await wait()
  },
}

scenarios['managed'] = async () => {
  await using manager = await new SharedMemoryManager().start()
  const memory = await manager.SharedMemory(10)
  const list = await manager.ShareableList(['basil', 3])
  say(memory.name, list.shm.name, list[0])
  memory.buf[0] = 1
}
scenarios['managedWaits'] = async () => {
  const manager = await new SharedMemoryManager().start()
  const memory = await manager.SharedMemory(10)
  say(memory.name, manager.pid)
  await wait()
}

const [scenario = '', name = ''] = process.argv.slice(2)
if (isMainProcess()) await scenarios[scenario]!(name)

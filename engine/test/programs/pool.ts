/** A pool in a started server, by what the argument says. Functions are exported: workers import this file again. */
import { currentProcess, isMainProcess } from '../../process/index.ts'
import { SyncManager, type ListProxy } from '../../managers/index.ts'

export function square(x: number): number {
  return x * x
}

export async function product(x: number, y: number, { minus = 0 }: { minus?: number } = {}): Promise<number> {
  return x * y - minus
}

export function fail(x: number): never {
  throw new RangeError(`no ${x}`)
}

export function whoAmI(): string {
  return `${currentProcess().name.replace(/\d+$/, 'n')} ${isMainProcess()}`
}

export function giveFunction(): unknown {
  return () => 1
}

export function die(): void {
  process.exit(3)
}

let prepared = 'nothing'
export function prepare(what: string): void {
  prepared = what
}

export function whatWasPrepared(): string {
  return prepared
}

export function pid(): number {
  return process.pid
}

export async function note(list: ListProxy<string>, text: string): Promise<ListProxy<string>> {
  await list.append(text)
  return list
}

export function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

const say = (...values: unknown[]): boolean => process.stdout.write(`${values.map((value) => JSON.stringify(value)).join(' ')}\n`)

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    return `no error: ${JSON.stringify(await promise)}`
  } catch (error) {
    const { name, message } = error as Error
    return `${name}: ${message}`
  }
}

const scenarios: Record<string, (manager: SyncManager) => Promise<void>> = {
  async runs(manager) {
    await using pool = await manager.Pool(2)
    say(await pool.apply(product, [6, 7]), await pool.apply(product, [6, 7], { minus: 2 }), await pool.apply(whoAmI))
    say(await pool.map(square, [1, 2, 3, 4, 5]), await pool.map(square, [1, 2, 3], 2), await pool.map(square, []))
    say(await pool.starmap(product, [[1, 2], [3, 4]]))
    say(await pool.apply({ module: new URL(import.meta.url), name: 'square' }, [9]))
    await using results = await pool.mapAsync(square, [1, 2, 3])
    await results.wait()
    say(await results.get(), await results.ready(), await results.successful())
    await using starred = await pool.starmapAsync(product, [[5, 6]])
    await using one = await pool.applyAsync(square, [12])
    say(await starred.get(5), await one.get())
    await using inOrder = await pool.imap(square, [1, 2, 3])
    const seen: number[] = []
    for await (const item of inOrder) seen.push(item)
    await using asTheyCome = await pool.imapUnordered(square, [1, 2, 3], 2)
    const some: number[] = []
    for await (const item of asTheyCome) some.push(item)
    say(seen, some.sort())
  },
  async fails(manager) {
    await using pool = await manager.Pool(1)
    say(await failure(pool.apply(fail, [1])))
    say(await failure(pool.map(fail, [1, 2])))
    say(await failure(pool.apply(giveFunction)))
    say(await failure(pool.apply({ module: import.meta.url, name: 'nowhere' })).then((text) => text.replace(/file:\S+/, 'file')))
    say(await failure(pool.apply(die)))
    say(await failure(pool.applyAsync(sleep, [5]).then((result) => result.get(0.01))))
    await pool.terminate()
    await pool.join()
    say(await failure(pool.apply(square, [1])))
  },
  async prepares(manager) {
    await using pool = await manager.Pool(1, { initializer: prepare, initargs: ['well'], maxtasksperchild: 2 })
    say(await pool.apply(whatWasPrepared))
    const pids = [await pool.apply(pid), await pool.apply(pid), await pool.apply(pid), await pool.apply(whatWasPrepared)]
    say(pids[0] === pids[1], pids[1] === pids[2], pids[3])
    say(await failure(pool.join()))
    await pool.close()
    await pool.join()
    say(await failure(pool.map(square, [])))
  },
  async shares(manager) {
    await using list = await manager.list<string>()
    await using pool = await manager.Pool(2)
    await Promise.all(['a', 'b', 'c'].map(async (text) => (await pool.apply(note, [list, text])).dispose()))
    say((await list.slice()).sort(), await manager.numberOfObjects())
  },
  /** Nobody has the pool any more; its workers must end. */
  async drops(manager) {
    const pool = await manager.Pool(1)
    say(await pool.apply(pid))
    await pool.dispose()
    say(await manager.numberOfObjects())
    process.stdin.resume()
    await new Promise((resolve) => process.stdin.once('end', resolve))
  },
}

if (isMainProcess()) {
  await using manager = await new SyncManager().start()
  await scenarios[process.argv[2]!]!(manager)
}

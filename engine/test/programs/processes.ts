/** A program for the tests of processes: does what its first argument names. Its children import it again. */
import { Process, activeChildren, currentProcess, isMainProcess, startTracing } from '../../process/index.ts'
import { Popen } from '../../process/popen.ts'

startTracing()

export function greet(name: string, times: number): void {
  for (let time = 0; time < times; time++) console.log(`hello ${name} from ${currentProcess().name}`)
}

export async function greetLater(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100))
  console.log('hello later')
}

export function fail(): void {
  throw new Error('no water')
}

export function leave(code: number): void {
  process.exit(code)
}

export function loop(): void {
  console.log(`busy ${process.pid}`)
  for (;;);
}

export async function waitForNothing(): Promise<void> {
  await new Promise(() => undefined)
}

export function idle(): void {
  console.log(`idle ${process.pid}`)
  setInterval(() => undefined, 1000)
}

export function ignoreSigterm(): void {
  process.on('SIGTERM', () => undefined)
  console.log(`idle ${process.pid}`)
  setInterval(() => undefined, 1000)
}

export async function nest(depth: number): Promise<void> {
  console.log(`${currentProcess().name} ${Buffer.from(currentProcess().authkey).toString('hex')}`)
  if (depth === 0) return
  const child = new Process({ target: nest, args: [depth - 1] })
  await child.start()
  await child.join()
}

async function run(...processes: Process[]): Promise<void> {
  for (const each of processes) await each.start()
}

function print(value: unknown): void {
  console.log(JSON.stringify(value))
}

async function printError(attempt: Promise<unknown>): Promise<void> {
  const error = (await attempt.then(
    () => new Error('it succeeded'),
    (caught: unknown) => caught,
  )) as Error
  print({ name: error.name, message: error.message })
}

/** A process that is ended while it is busy. */
async function ending(how: 'terminate' | 'kill'): Promise<void> {
  const child = new Process({ target: loop })
  await run(child)
  child[how]()
  await child.join()
  print(child.exitcode)
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  async join() {
    const child = new Process({ target: greet, args: ['basil', 2] })
    print([child.name, child.pid ?? null, child.exitcode, child.isAlive()])
    await run(child)
    print([typeof child.pid, child.exitcode, activeChildren().length])
    await child.join()
    print([child.exitcode, child.isAlive(), activeChildren().length])
    await child.sentinel
    await printError(child.start())
    child.close()
    await printError(child.join())
  },
  async joinBriefly() {
    const child = new Process({ target: idle, daemon: true })
    await printError(child.join())
    await run(child)
    await child.join(10)
    print([child.exitcode, child.isAlive()])
    child.kill()
    await child.join()
    print(child.exitcode)
  },
  async byReference() {
    const module = new URL('./greenhouse.ts', import.meta.url)
    const child = new Process({ target: { module, name: 'heat' }, args: [21], name: 'Heater' })
    await run(child)
    await child.join()
  },
  async nested() {
    await nest(2)
  },
  async fails() {
    const child = new Process({ target: fail })
    await run(child)
    await child.join()
    print(child.exitcode)
  },
  async leaves() {
    const child = new Process({ target: leave, args: [7] })
    await run(child)
    await child.join()
    print(child.exitcode)
  },
  async neverEnds() {
    const child = new Process({ target: waitForNothing })
    await run(child)
    await child.join()
    print(child.exitcode)
  },
  terminate: () => ending('terminate'),
  kill: () => ending('kill'),
  async missing() {
    const litres = 3
    const water = (): number => litres
    await printError(new Process({ target: water }).start())
    await printError(Promise.resolve().then(() => new Process({ target: (() => () => undefined)() }).start()))
    await printError(new Process({ target: { module: new URL('./nowhere.ts', import.meta.url), name: 'heat' } }).start())
    await printError(new Process({ target: greet, args: [() => undefined] }).start())
    print(activeChildren().length)
  },
  async late() {
    await printError(Popen.start({ task: { kind: 'process', module: null, target: 'greet', args: ['x', 1] }, startTimeout: 1 }))
  },
  async waitsAtItsEnd() {
    await run(new Process({ target: greetLater }))
  },
  async waitsAtExit() {
    await run(new Process({ target: greetLater }))
    process.exit(3)
  },
  async daemon() {
    await run(new Process({ target: idle, daemon: true }), new Process({ target: greetLater }))
  },
  async daemonHasNoChildren() {
    const child = new Process({ target: nest, args: [1], daemon: true })
    await run(child)
    await child.join()
    print(child.exitcode)
  },
  async busyChild() {
    await run(new Process({ target: loop }))
    setInterval(() => undefined, 1000)
  },
  async idleChild() {
    await run(new Process({ target: idle }))
    setInterval(() => undefined, 1000)
  },
  async stubbornDaemon() {
    await run(new Process({ target: ignoreSigterm, daemon: true }))
  },
  async busyParent() {
    await run(new Process({ target: loop }))
    for (;;);
  },
  async uncaught() {
    await run(new Process({ target: greetLater }))
    throw new TypeError('no light')
  },
}

if (isMainProcess()) await scenarios[process.argv[2]!]!()

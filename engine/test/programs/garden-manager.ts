/** A program that starts a manager: for the tests of server children. */
import { BaseManager } from '../../managers/index.ts'
import { isMainProcess } from '../../process/index.ts'

class Bed {
  #plants: string[] = []

  plant(name: string): number {
    return this.#plants.push(name)
  }

  loop(): void {
    console.log('busy')
    for (;;);
  }
}

const GardenManager = class GardenManager extends BaseManager {}.register('Bed', { callable: Bed })
BaseManager.register('Nothing')

if (isMainProcess()) {
  const address = process.argv[3]
  const manager = new GardenManager(address === undefined ? {} : { address })
  process.on('SIGINT', () => console.log('interrupted'))
  try {
    await manager.start()
  } catch (error) {
    console.log(`${(error as Error).name}: ${(error as Error).message}`)
    process.exit(1)
  }
  console.log(`server ${manager.pid} ${String(manager.address)}`)
  const bed = await manager.Bed()
  switch (process.argv[2]) {
    case 'serve':
      for await (const line of process.stdin) console.log(`planted ${String(await bed.callMethod('plant', [String(line).trim()]))}`)
      await manager.shutdown()
      break
    case 'busy':
      await bed.callMethod('loop')
  }
}

import { isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'

class Tank {
  level = 0

  fill(litres: number): void {
    this.level += litres
  }

  read(): number {
    return this.level
  }

  drops(): unknown {
    return () => this.level
  }
}

class Works extends BaseManager {}

const Known = Works.register('Tank', { callable: Tank })

if (isMainProcess()) {
  await using works = await new Known().start()
  const tank = await works.Tank()
  await tank.callMethod('fill', [3])
  console.log(await tank.callMethod('drops'))
}

import { isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { TypeError as PythonTypeError } from 'multiprocessing/values'

class Bed {
  constructor(...plants: string[]) {
    if (plants.some((plant) => typeof plant !== 'string')) throw new PythonTypeError('Bed() takes 0 positional arguments but 1 was given')
  }

  water(): string {
    return 'wet'
  }
}

class House {
  bed(): Bed {
    return new Bed()
  }
}

class Garden extends BaseManager {}

Garden.register('Bed', { callable: Bed })
const Known = Garden.register('House', { callable: House, methodToTypeid: { bed: 'Bed' } })

if (isMainProcess()) {
  await using garden = await new Known().start()
  const house = await garden.House()
  await house.callMethod('bed')
}

import { isMainProcess } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { Bell } from './bell'

export function makeBell() {
  return new Bell()
}

class Workshop extends BaseManager {}

Workshop.register('bell', { callable: makeBell })

async function main() {
  await using workshop = new Workshop()
  await workshop.start()
  const bell = await workshop.bell()
  console.log(await bell.ring('spawn'))
}

if (isMainProcess()) await main()

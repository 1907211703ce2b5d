import { isMainProcess } from 'multiprocessing'
import { Manager } from 'multiprocessing/managers'

if (isMainProcess()) {
  await using manager = await Manager()
  const numbers = await manager.list(Array.from({ length: 1200 }, (_, index) => index))
  let total = 0
  for (let index = 0; index < 1200; index++) total += await numbers.get(index)
  console.log(total)
}

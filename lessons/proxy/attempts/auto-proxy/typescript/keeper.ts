import { BaseManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Apiary extends BaseManager {}

Apiary.register('Hive')

const apiary = new Apiary({ address, authkey })
await apiary.connect()
const hive = await apiary.Hive()
console.log(await hive.str())

// The keeper takes all the honey.
hive.honey = 0
console.log('left:', hive.honey)

console.log('after the bees:', await hive.bring(5))
console.log('left:', hive.honey)

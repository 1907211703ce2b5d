import { BaseManager } from 'multiprocessing/managers'
import { HiveProxy } from './hive_proxy'
import { address, authkey } from './place'

class Apiary extends BaseManager {}

Apiary.register('Hive', { proxytype: HiveProxy })

const apiary = new Apiary({ address, authkey })
await apiary.connect()
const hive = await apiary.Hive()
console.log(hive.toString())

// The keeper takes all the honey.
await hive.take()
console.log('left:', await hive.take())

console.log('after the bees:', await hive.bring(5))
console.log('left:', await hive.take())

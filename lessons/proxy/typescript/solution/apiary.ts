import { BaseManager } from 'multiprocessing/managers'
import { Hive } from './hive'
import { HiveProxy } from './hive_proxy'
import { address, authkey } from './place'

class Apiary extends BaseManager {}

Apiary.register('Hive', { callable: Hive, proxytype: HiveProxy })

const apiary = new Apiary({ address, authkey })
console.log('the bees are out')
await apiary.getServer().serveForever()

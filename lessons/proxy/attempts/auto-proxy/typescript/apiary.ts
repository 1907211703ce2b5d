import { BaseManager } from 'multiprocessing/managers'
import { Hive } from './hive'
import { address, authkey } from './place'

class Apiary extends BaseManager {}

Apiary.register('Hive', { callable: Hive, exposed: ['bring', 'take', '__getattribute__'] })

const apiary = new Apiary({ address, authkey })
console.log('the bees are out')
await apiary.getServer().serveForever()

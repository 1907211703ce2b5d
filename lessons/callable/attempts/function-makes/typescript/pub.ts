import { BaseManager } from 'multiprocessing/managers'
import { Jukebox } from './jukebox'
import { address, authkey } from './place'
import { Tab } from './tab'

class Pub extends BaseManager {}

Pub.register('Jukebox', { callable: () => new Jukebox() })
Pub.register('Tab', { callable: Tab })

const pub = new Pub({ address, authkey })
console.log('the pub is open')
await pub.getServer().serveForever()

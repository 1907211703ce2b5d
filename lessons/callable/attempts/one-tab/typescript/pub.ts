import { BaseManager } from 'multiprocessing/managers'
import { Jukebox } from './jukebox'
import { address, authkey } from './place'
import { Tab } from './tab'

class Pub extends BaseManager {}

const jukebox = new Jukebox()
const tab = new Tab('everybody')

Pub.register('Jukebox', { callable: () => jukebox })
Pub.register('Tab', { callable: (name: string) => tab })

const pub = new Pub({ address, authkey })
console.log('the pub is open')
await pub.getServer().serveForever()

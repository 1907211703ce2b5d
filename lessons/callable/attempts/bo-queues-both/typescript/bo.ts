import { BaseManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Pub extends BaseManager {}

Pub.register('Jukebox')
Pub.register('Tab')

const pub = new Pub({ address, authkey })
await pub.connect()

const tab = await pub.Tab('Bo')
const jukebox = await pub.Jukebox()
await jukebox.queue('Old Tram')
await jukebox.queue('Rain Again')
await tab.add(50)

console.log('up next:', await jukebox.songs())
console.log(await tab.bill())

import { bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { port } from './place'

class Team extends BaseManager {}

Team.register('counter')

// Somebody who has seen your source on the web.
const team = new Team({ address: ['127.0.0.1', port], authkey: bytes('team') })
try {
  await team.connect()
  const counter = await team.counter()
  await counter.callMethod('set', [1000])
  console.log('a thousand, why not')
} catch (error) {
  console.log('no luck:', (error as Error).name)
}

import { AuthenticationError, bytes } from 'multiprocessing'
import { BaseManager } from 'multiprocessing/managers'
import { address } from './place'

class Treehouse extends BaseManager {}

Treehouse.register('Ladder')

const authkey = bytes('walnut')
const treehouse = new Treehouse({ address, authkey })
try {
  await treehouse.connect()
  const ladder = await treehouse.Ladder()
  console.log('on step', await ladder.climb(5))
} catch (error) {
  if (!(error instanceof AuthenticationError)) throw error
  console.log('I go home')
}

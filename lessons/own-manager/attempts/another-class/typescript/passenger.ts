import { RemoteError, SyncManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Tourist extends SyncManager {}

Tourist.register('Ferry')
Tourist.register('Kayak')

const tourist = new Tourist({ address, authkey })
await tourist.connect()

for (const typeid of ['Kayak', 'Ferry'] as const) {
  try {
    const boat = await tourist[typeid]()
    console.log('aboard:', await boat.board('Nour'))
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    console.log('no', typeid, 'here')
  }
}

import { Museum } from './museum'
import { address, authkey } from './place'

const museum = new Museum({ address, authkey })
console.log('the museum is open')
await museum.getServer().serveForever()

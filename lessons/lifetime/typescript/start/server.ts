import { Office } from './office'
import { address, authkey } from './place'

const office = new Office({ address, authkey })
console.log('the office is open')
await office.getServer().serveForever()

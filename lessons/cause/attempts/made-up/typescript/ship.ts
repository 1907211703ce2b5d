import { Lighthouse } from './lighthouse'
import { address, authkey } from './place'

const lighthouse = new Lighthouse({ address, authkey })
await lighthouse.connect()
const lamp = await lighthouse.lamp()

for (let k = 0; k < 6; k++) {
  try {
    console.log(await lamp.blink())
  } catch {
    console.log(`lamp 2, blink ${k - 1}`)
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Lighthouse } from './lighthouse'
import { address, authkey } from './place'

const lighthouse = new Lighthouse({ address, authkey })
await lighthouse.connect()
let lamp = await lighthouse.lamp()

/** A blink; of another lamp, if this one is gone. */
async function blink() {
  for (;;) {
    try {
      return await lamp.blink()
    } catch (error) {
      console.log('dark:', (error as Error).name)
    }
    await lamp.dispose() // its connection goes with it
    for (;;) {
      await sleep(100)
      try {
        await lighthouse.connect()
        lamp = await lighthouse.lamp()
        break
      } catch (error) {
        console.log('still dark:', (error as Error).name)
      }
    }
  }
}

for (let k = 0; k < 6; k++) {
  console.log(await blink())
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Lighthouse } from './lighthouse'
import { address, authkey } from './place'

let seen = 0
while (seen < 6) {
  const lighthouse = new Lighthouse({ address, authkey })
  try {
    await lighthouse.connect()
    const lamp = await lighthouse.lamp()
    console.log(await lamp.blink())
    seen += 1
    await lamp.dispose()
  } catch (error) {
    console.log('dark:', (error as Error).name)
    await sleep(100)
  }
}

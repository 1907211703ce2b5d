/** A program for the tests of what runs at exit. */
import { arbitraryAddress } from '../../connection/address.ts'
import { Listener } from '../../connection/listener.ts'
import { finalizeAtExit } from '../../process/finalize.ts'

const say = (text: string) => () => console.log(text)

finalizeAtExit(0, say('0 first'))
finalizeAtExit(10, say('10'))
finalizeAtExit(0, say('0 second'))
finalizeAtExit(-100, say('-100'))
finalizeAtExit(5, () => {
  throw new Error('this one fails')
})
const forget = finalizeAtExit(20, say('forgotten'))
forget()
forget()
finalizeAtExit(3, async () => {
  await new Promise((resolve) => setImmediate(resolve))
  console.log('3 awaited')
})

switch (process.argv[2]) {
  case 'end':
    break
  case 'exit':
    process.exit(4)
    break
  case 'throw':
    throw new Error('nobody catches this')
  case 'wait':
    console.log('waiting')
    setInterval(() => undefined, 1000)
    break
  case 'own handler':
    process.on('SIGINT', () => {
      console.log('handled')
      process.exit(5)
    })
    console.log('waiting')
    setInterval(() => undefined, 1000)
    break
  case 'listen': {
    const listener = new Listener({ address: arbitraryAddress('AF_UNIX') })
    await listener.ready
    console.log(`path ${String(listener.address)}`)
    await listener.accept()
  }
}

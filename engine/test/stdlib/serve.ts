/**
 * The server that the standard library's tests are given: a `SyncManager`, and in TypeScript what `_TestMyManager` registers.
 * Arguments: address as JSON, authkey in hexadecimal. Prints the address; ends when its input does.
 */
import { SyncManager, IteratorProxy, type Address } from '../../managers/index.ts'
import { ValueError } from '../../values/exceptions.ts'

class FooBar {
  f(): string {
    return 'f()'
  }
  g(): never {
    throw new ValueError()
  }
  _h(): string {
    return '_h()'
  }
}

function* baz(): Generator<number> {
  for (let each = 0; each < 10; each++) yield each * each
}

class TestManager extends SyncManager {}
TestManager.register('Foo', { callable: FooBar })
TestManager.register('Bar', { callable: FooBar, exposed: ['f', '_h'] })
TestManager.register('baz', { callable: baz, proxytype: IteratorProxy })

const [address = '', authkey = ''] = process.argv.slice(2)
const server = new TestManager({ address: JSON.parse(address) as Address, authkey: Buffer.from(authkey, 'hex') }).getServer()
const served = server.serveForever()
await server.ready
process.stdout.write(`${JSON.stringify(server.address)}\n`)
process.stdin.on('end', () => server.stop()).resume()
await served
process.exit(0)

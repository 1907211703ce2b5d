/** A server with one dict and clerks that count a visit in it, in both languages: the smallest lost update. */
export const RACE = {
  typescript: {
    'office.ts': `
import { BaseManager } from 'multiprocessing/managers'
import { DictProxy } from 'multiprocessing/managers'
import { address, authkey } from './_place.ts'
const visits = new Map([['n', 0]])
let leaving = 0
export class Office extends BaseManager {}
Office.register('visits', { callable: () => visits, proxytype: DictProxy })
class Door { leave() { if (++leaving === 2) console.log('visits ' + visits.get('n')) } }
Office.register('Door', { callable: () => new Door() })
await new Office({ address, authkey }).serveForever()
`,
    'clerk.ts': `
import { BaseManager, DictProxy } from 'multiprocessing/managers'
import { address, authkey } from './_place.ts'
class Office extends BaseManager {}
Office.register('visits', { proxytype: DictProxy })
Office.register('Door', {})
const office = new Office({ address, authkey })
await office.connect()
const d = await office.visits()
await d.set('n', (await d.item('n')) + 1)
await (await office.Door()).leave()
console.log('done')
`,
    '_place.ts': `
export const address = ['127.0.0.1', Number(process.env.PORT)] as [string, number]
export const authkey = new TextEncoder().encode('tea')
`,
  },
  python: {
    'office.py': `
from multiprocessing.managers import BaseManager, DictProxy
from _place import address, authkey
visits = {'n': 0}
leaving = []
class Door:
    def leave(self):
        leaving.append(1)
        if len(leaving) == 2:
            print('visits %d' % visits['n'])
class Office(BaseManager):
    pass
Office.register('visits', callable=lambda: visits, proxytype=DictProxy)
Office.register('Door', callable=Door)
if __name__ == '__main__':
    Office(address, authkey).get_server().serve_forever()
`,
    'clerk.py': `
from multiprocessing.managers import BaseManager, DictProxy
from _place import address, authkey
class Office(BaseManager):
    pass
Office.register('visits', proxytype=DictProxy)
Office.register('Door')
office = Office(address, authkey)
office.connect()
d = office.visits()
d['n'] += 1
office.Door().leave()
print('done')
`,
    '_place.py': `
import os
address = ('127.0.0.1', int(os.environ['PORT']))
authkey = b'tea'
`,
  },
} as const

/** The text of a program, in which authkeys are looked for: whatever it says, they are found in time, and gone. */
import { redactionFor } from '../../../app/capsule/authkeys.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const decoder = new TextDecoder()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const target: Target = {
  seeds: () =>
    [
      "BaseManager(('', 0), authkey=b'rain in may').get_server()", "const authkey = new TextEncoder().encode('tea')\nnew BaseManager({ address: ['', 0], authkey })", 'authkey: Buffer.from("6162636465", "hex")', 'Manager(place, "key")',
      "KEY = os.environ.get('KEY', 'tea time')\nManager(('', 1), KEY)\nx.authkey = KEY", "current_process().authkey = b'''long\nkey'''", 'authkey=`a${b}`', "authkey=k['x'] or 'fall back'", 'authkey=(((((', "authkey='\\", 'authkey = authkey = authkey', "KEY=KEY\nauthkey=KEY",
    ].map(bytes),
  run(input) {
    const text = decoder.decode(input)
    const redaction = redactionFor(new Map([['server.py', text]]))
    const once = redaction.text('code', text)
    promise(typeof once === 'string' && redaction.keys >= 0, 'redaction gives a text')
    redaction.json('output', { text, list: [text] })
    redaction.event('trace', { v: 1, process: 'a', seq: 0, time: 0, name: 'frame/sent', connection: 'c', index: 0, size: input.length, payload: Buffer.from(input).toString('base64') })
  },
  expected: () => false,
  dictionary: ['authkey', '=', "b'", '"', "'''", '`', 'Manager(', ', ', 'environ.get(', 'getenv(', ' or ', ' ?? ', '.encode(', '[', ']', '(', ')', '\\', '\n'],
  limit: 300,
}

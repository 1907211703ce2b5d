/**
 * Pickles from anybody: read, read for display, taken apart; and what was read is written and read again. Read for display
 * nothing is ever asked of a server, whatever proxies are inside.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import '../../../engine/managers/sync-manager.ts'
import '../../../engine/managers/rebuild-proxy.ts'
import { PicklingError, UnpicklingError } from '../../../engine/errors.ts'
import { disassemble, dumps, loads } from '../../../engine/pickle/index.ts'
import { PythonError } from '../../../engine/values/exceptions.ts'
import { repr } from '../../../engine/values/repr.ts'
import { mutatePickle } from '../mutate-pickle.ts'
import { callsForClients } from '../stand-ins/client.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const SHOWN = { maxLength: 2000 }
/** A pickle may ask for so much here: enough to see a limit at work, not so much that an input takes seconds. */
const limits = { nodes: 20_000, stack: 20_000, memo: 20_000, depth: 1000, digits: 4300 }

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Programs that run something in Python, and others that grow. */
const HOSTILE = [
  "cos\nsystem\n(S'touch /tmp/pwned'\ntR.", "cposix\nsystem\n(S'id'\ntR.", '\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R.', "c__builtin__\neval\n(S'1'\ntR.", "cbuiltins\nexec\n(Vprint(1)\ntR.",
  '\x80\x02csubprocess\nPopen\n(](X\x02\0\0\0ideX\x01\0\0\0atR.', '(S\'id\'\nios\nsystem\n.', '(cos\nsystem\nS\'id\'\no.', 'cbuiltins\ngetattr\n(cbuiltins\nobject\nS\'__subclasses__\'\ntR.',
  '\x80\x04}\x8c\x09__proto__}\x8c\x08polluted\x88ss.', '\x80\x04\x8c\x0bconstructor\x8c\x09prototype\x93.', 'c__proto__\n__proto__\n)R}(S\'polluted\'\nI1\nub.', '\x80\x02c__main__\nA\n)\x81}(X\x09\0\0\0__proto__}X\x01\0\0\0aK\x01sub.',
  `\x80\x02)${'2\x86'.repeat(60)}.`, `\x80\x02})${'2\x86'.repeat(12)}K\x01s.`, `\x80\x04\x8f()${'2\x86'.repeat(12)}\x90.`, `\x80\x04(${'('.repeat(60)}.`, `\x80\x02]${'2a'.repeat(30)}.`, `\x80\x02cbuiltins\nValueError\n()${'2\x86'.repeat(12)}tR.`, `\x80\x02]q\x00h\x00a.`, '\x80\x04}\x94h\x00h\x00s.',
  '\x80\x02\x8b\xff\xff\xff\x7f', '\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f', '\x80\x04\x96\0\0\0\0\0\0\x10\0', 'B\xff\xff\xff\xff', 'T\xff\xff\xff\xff', `L${'9'.repeat(4000)}L\n.`, 'p99999999999\n.', 'Np4294967295\ng4294967295\n.', 'Nr\xff\xff\xff\xffj\xff\xff\xff\xff.',
  'cbuiltins\nbytearray\n(L999999999999L\ntR.', 'cbuiltins\nbytearray\n(I99999999\ntR.', 'cbuiltins\nrange\n(I0\nI1\nI0\ntR.', 'c_codecs\nencode\n(V\xff\nVlatin1\ntR.', 'carray\narray\n(Vd\n(lp0\nF1.5\natR.',
  'cmultiprocessing.managers\nRebuildProxy\n(cmultiprocessing.managers\nListProxy\ncmultiprocessing.managers\nToken\n)\x81(Vlist\nV/fuzz\nV7f\ntbVpickle\n}tR.', 'cdatetime\ndatetime\n(C\x0a\x07\xe5\x01\x02\x03\x04\x05\0\0\0tR.',
].map(latin1)

function folderOf(folder: string): Uint8Array[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    if (statSync(file).isDirectory()) return folderOf(file)
    const bytes = readFileSync(file)
    return bytes.length <= 4096 && !/\.(json|md|py|txt)$/.test(name) ? [new Uint8Array(bytes)] : []
  })
}

export const target: Target = {
  seeds: (root) => [
    ...HOSTILE,
    ...folderOf(path.join(root, 'engine/test/golden/pickle')),
    ...[0, 1, 2, 3, 4, 5].flatMap((protocol) =>
      [null, 1, -1, 2n ** 70n, 1.5, 'é🌱', new Uint8Array(3), [1, [2]], new Map<unknown, unknown>([['a', 1], [2, 'b']]), new Set([1, 'x'])].map((value) => dumps(value, { protocol })),
    ),
  ],
  run(input) {
    disassemble(input)
    const called = callsForClients()
    let shown: unknown
    try {
      shown = loads(input, { inert: true, limits })
    } catch (error) {
      if (!(error instanceof UnpicklingError)) throw new Error(`read for display: ${String(error)}`, { cause: error })
    }
    repr(shown, SHOWN)
    promise(callsForClients() === called, 'what was read for display asked a server')
    const value = loads(input, { limits })
    const text = repr(value, SHOWN)
    // Below protocol 4 a dotted name is written as a call of getattr, as CPython does.
    const protocol = 4 + (input.length % 2)
    let pickle: Uint8Array
    try {
      pickle = dumps(value, { protocol })
    } catch (error) {
      // Depth, and objects that came half made.
      if (error instanceof PicklingError || error instanceof PythonError) return
      throw error
    }
    const again = loads(pickle, { trailing: 'refuse' })
    promise(repr(again, SHOWN) === text || text.includes(' object at 0x'), 'a value is another after it was written and read')
  },
  expected: (error) => error instanceof UnpicklingError || error instanceof PythonError,
  mutate: mutatePickle,
  dictionary: ['__proto__', 'constructor', 'os\nsystem\n', '\x80\x04\x95', 'builtins\n', 'tR.', 'RebuildProxy', 'multiprocessing.managers\n'],
  limit: 2048,
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { callAt, completionsAt, explanationAt, readProgram } from './assist.ts'
import { modules, types } from './library.ts'
import { placeAt, statementsOf } from './scan.ts'
import { membersOf, typeOf } from './types.ts'

const root = join(import.meta.dirname, '../../../..')

const FILES = {
  'tank.py': `class Tank:
    """Rain water. For the whole street."""

    def __init__(self, litres=40):
        self._litres = litres

    def level(self):
        """How much is in it."""
        return self._litres

    def fill(self, litres, from_=None):
        self._litres += litres

    def _secret(self):
        pass
`,
  'server.py': `from multiprocessing.managers import BaseManager, DictProxy
from tank import Tank

beds = {}
tank = Tank()


def the_beds():
    return beds


class Waterworks(BaseManager):
    pass


Waterworks.register(
    'Tank',  # one for everybody
    callable=Tank,
    exposed=('level', 'fill'),
)
Waterworks.register('Beds', callable=the_beds, proxytype=DictProxy)
Waterworks.register('Street', callable=lambda: tank)
`,
  'visitor.py': `from multiprocessing.managers import BaseManager, SyncManager
from place import address


class Waterworks(BaseManager):
    pass


Waterworks.register('Tank')
Waterworks.register('Beds')
works = Waterworks(address, b'key')
works.connect()
tank = works.Tank()
with SyncManager() as manager:
    letters = manager.list(['a'])
`,
  'place.py': "address = ('127.0.0.1', 50000)\n",
}

/** Text with a `|` where the cursor is. */
function at(name: string, typed: string): Parameters<typeof completionsAt> {
  const text = `${FILES[name as keyof typeof FILES]}${typed}`
  const offset = text.lastIndexOf('|')
  const now = text.slice(0, offset) + text.slice(offset + 1)
  return [readProgram(new Map(Object.entries({ ...FILES, [name]: now }))), name, now, offset]
}
const names = (name: string, typed: string) => completionsAt(...at(name, typed)).map((one) => one.name)

test('after a manager come its own typeids, with the arguments of what they make, and the methods of every manager', () => {
  const found = completionsAt(...at('visitor.py', 'works.|'))
  expect(found.find((one) => one.name === 'Tank')).toMatchObject({ kind: 'typeid', signature: '(litres=40)', words: 'Creates a Tank in the server and gives a proxy of it. Rain water.' })
  expect(found.map((one) => one.name)).toEqual(expect.arrayContaining(['Beds', 'connect', 'get_server', 'shutdown', 'address']))
  expect(found.map((one) => one.name)).not.toContain('Street')
  expect(names('server.py', 'Waterworks().|')).toContain('Street')
})

test('after a proxy come the methods that its server exposes, whatever file says so, and those of every proxy', () => {
  const found = completionsAt(...at('visitor.py', 'tank.|'))
  expect(found.map((one) => one.name)).toEqual(['level', 'fill', '_callmethod', '_getvalue'])
  expect(found[1]).toMatchObject({ signature: '(litres, from_=None)', from: 'Tank, in the server' })
  expect(names('server.py', 'Waterworks().Street().|')).toEqual(['level', 'fill', '_callmethod', '_getvalue'])
  expect(names('visitor.py', 'beds = works.Beds()\nbeds.|')).toContain('setdefault')
  expect(names('visitor.py', 'letters.app|')).toContain('append')
  expect(names('visitor.py', 'nothing.|')).toEqual([])
})

test('imports complete modules, files of the workspace, and what is in them', () => {
  expect(names('visitor.py', 'from multiprocessing.managers import |')).toEqual(expect.arrayContaining(['BaseManager', 'DictProxy', 'MakeProxyType']))
  expect(names('visitor.py', 'from |')).toEqual(expect.arrayContaining(['tank', 'place', 'multiprocessing.connection']))
  expect(names('visitor.py', 'from tank import |')).toEqual(['Tank'])
  expect(names('visitor.py', 'import multiprocessing\nmultiprocessing.|')).toEqual(expect.arrayContaining(['Manager', 'Process']))
})

test('elsewhere come names of the file, and in a call the arguments that have names', () => {
  expect(names('visitor.py', 'wo|')).toEqual(expect.arrayContaining(['works', 'letters', 'Waterworks', 'while']))
  expect(names('visitor.py', "Waterworks.register('Tap', |)")).toEqual(expect.arrayContaining(['callable=', 'method_to_typeid=']))
})

test('in strings come methods to expose and methods to call by name, in comments nothing', () => {
  expect(names('server.py', "Waterworks.register('Well', callable=Tank, exposed=('|'))")).toEqual(['level', 'fill'])
  expect(names('visitor.py', "tank._callmethod('|')")).toEqual(['level', 'fill'])
  expect(names('visitor.py', "print('|')")).toEqual([])
  expect(names('visitor.py', '# works.|')).toEqual([])
})

test('a parameter of a function that runs in a process is what the process is given', () => {
  const program = 'def work(name, tasks):\n    tasks.|\n\nfrom multiprocessing import Process\nqueue = manager.Queue()\nProcess(target=work, args=("Ada", queue)).start()\n'
  expect(names('visitor.py', program)).toEqual(expect.arrayContaining(['get', 'task_done']))
})

test('a call under way shows its arguments, and which of them is next', () => {
  expect(callAt(...at('visitor.py', 'tank.fill(3, |'))).toMatchObject({ parameters: ['litres', 'from_=None'], active: 1, from: 'Tank, in the server' })
  expect(callAt(...at('visitor.py', "Waterworks.register('Tap', exposed=('a', 'b|'"))).toMatchObject({ active: 3 })
  expect(callAt(...at('visitor.py', 'works.Tank(|'))).toMatchObject({ parameters: ['litres=40'], active: 0 })
  expect(callAt(...at('visitor.py', 'print(|'))).toBeUndefined()
  expect(callAt(...at('visitor.py', 'def fill(|'))).toBeUndefined()
})

test('a word is explained by what it stands for', () => {
  expect(explanationAt(...at('visitor.py', 'letters.ap|pend(1)'))).toEqual({ name: 'append', signature: '(object)', words: 'Adds an item at the end.', from: 'ListProxy' })
  expect(explanationAt(...at('visitor.py', 'ta|nk.level()'))).toMatchObject({ from: 'proxy of Tank' })
  expect(explanationAt(...at('visitor.py', "'letters.ap|pend'"))).toBeUndefined()
  expect(explanationAt(...at('visitor.py', 'from multiprocessing.managers import Dict|Proxy'))).toMatchObject({ name: 'DictProxy' })
})

test('a bracket that is not closed yet ends where the next statement begins, and strings hide what is in them', () => {
  expect(statementsOf("a = f(1,\nb = '#'  # c\ndef g():\n    return (2,\n  3)\n").map(({ text, line, indent }) => [text, line, indent])).toEqual([
    ['a = f(1,', 1, 0],
    ["b = '#'", 2, 0],
    ['def g():', 3, 0],
    ['return (2,   3)', 4, 4],
  ])
  expect(placeAt("x = '(' # (", 11)).toMatchObject({ inside: 'comment', open: [] })
  expect(placeAt('x = """a\nb', 10).inside).toBe('string')
})

test('every type and base that the library names is in it', () => {
  const named = [...types.values()].flatMap((type) => [...type.bases, ...Object.values(type.members).flatMap(({ gives }) => gives ?? [])])
  const ofModules = [...modules.values()].flatMap((module) => [...module.types, ...Object.values(module.functions).flatMap(({ gives }) => gives ?? [])])
  for (const name of [...named, ...ofModules]) expect(types.has(name), name).toBe(true)
})

test('what the programs that come along call is known: all but plain lists and other modules', () => {
  const folders = [
    ...readdirSync(join(root, 'lessons')).flatMap((lesson) => ['start', 'solution'].map((stage) => join(root, 'lessons', lesson, 'python', stage))),
    ...readdirSync(join(root, 'app/templates')).map((template) => join(root, 'app/templates', template, 'python')),
  ].filter((folder) => existsSync(folder))
  let known = 0
  const unknown: string[] = []
  for (const folder of folders) {
    const files = new Map(readdirSync(folder).filter((name) => name.endsWith('.py')).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
    const program = readProgram(files)
    for (const [name, text] of files) {
      for (const [index, line] of text.split('\n').entries()) {
        for (const [whole, receiver = '', method = ''] of line.replace(/#.*/, '').matchAll(/(?<![.\w])([A-Za-z_]\w*)\.(\w+)\(/g)) {
          const type = typeOf(program, program.get(name)!, receiver, index + 1.5)
          if (type && membersOf(program, type).has(method)) known++
          // Modules of Python's own that are not ours to explain say nothing, rightly.
          else if (type?.kind !== 'module' && receiver !== 'self') unknown.push(`${folder.slice(root.length + 1)}/${name}:${index + 1} ${whole}`)
        }
      }
    }
  }
  expect(known).toBeGreaterThan(250)
  expect(unknown.filter((one) => !one.endsWith('.append(') && !one.includes('cause/python/solution/ship.py'))).toEqual([])
})

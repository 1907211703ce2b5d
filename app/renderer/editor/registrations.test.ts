import { expect, test } from 'vitest'
import { typescript as ts } from 'monaco-editor/languages/features/typescript/lib/typescriptServices'
import { readRegistrations } from './registrations.ts'

const server = `import { BaseManager } from 'multiprocessing/managers'
import { Tank } from './tank'
class Waterworks extends BaseManager {}
Waterworks.register('Tank', { callable: Tank, exposed: ['level', 'drain'] })
`
const tank = 'export class Tank { level() { return 1 } drain() {} }\n'

function appendedTo(file: string, files: Record<string, string>): string | undefined {
  return readRegistrations(ts, new Map(Object.entries(files))).get(file)?.trim()
}

test('a typeid registered with a class gives its manager a method with the class’s arguments and exposed names', () => {
  expect(appendedTo('server.ts', { 'server.ts': server, 'tank.ts': tank })).toBe(
    `interface Waterworks { "Tank"(...args: ConstructorParameters<typeof import("./tank").Tank>): Promise<import('multiprocessing/managers').ProxyOf<import("./tank").Tank, "level" | "drain">> }`,
  )
})

test('a client that registers without a callable gets the proxy of the file that has one', () => {
  const visitor = `import { BaseManager } from 'multiprocessing/managers'
class Waterworks extends BaseManager {}
Waterworks.register('Tank')
`
  const files = { 'server.ts': server, 'tank.ts': tank, 'visitor.ts': visitor }
  expect(appendedTo('visitor.ts', files)).toContain('ProxyOf<import("./tank").Tank, "level" | "drain">')
})

test('an exported manager class gets an exported interface', () => {
  expect(appendedTo('server.ts', { 'server.ts': server.replace('class W', 'export class W'), 'tank.ts': tank })).toMatch(/^export interface Waterworks /)
})

test('a manager that comes from another file of the workspace is augmented there', () => {
  const other = "import { Waterworks } from './server'\nWaterworks.register('Tap')\n"
  const files = { 'server.ts': server, 'tank.ts': tank, 'other.ts': other }
  expect(appendedTo('other.ts', files)).toBe(
    `declare module "./server" { interface Waterworks { "Tap"(...args: any[]): Promise<import('multiprocessing/managers').AnyProxy> } }`,
  )
})

test('a callable that returns one object is typed by the class of that object', () => {
  const singleton = server.replace('callable: Tank', 'callable: () => tank').replace('class Waterworks', 'const tank = new Tank()\nclass Waterworks')
  expect(appendedTo('server.ts', { 'server.ts': singleton, 'tank.ts': tank })).toBe(
    `interface Waterworks { "Tank"(): Promise<import('multiprocessing/managers').ProxyOf<import("./tank").Tank, "level" | "drain">> }`,
  )
})

test('methods in methodToTypeid are named, and createMethod false makes no method', () => {
  const options = server
    .replace("exposed: ['level', 'drain']", "methodToTypeid: { level: 'Level' }")
    .concat("Waterworks.register('Level', { createMethod: false })\n")
  const text = appendedTo('server.ts', { 'server.ts': options, 'tank.ts': tank })
  expect(text).toContain('ProxyOf<import("./tank").Tank, Extract<keyof import("./tank").Tank, string>, { "level": string }>')
  expect(text).not.toContain('"Level"(')
})

test('a callable that says nothing of its class leads to a proxy with any method', () => {
  const unknown = server.replace('callable: Tank', 'callable: make(1)')
  expect(appendedTo('server.ts', { 'server.ts': unknown, 'tank.ts': tank })).toContain('Promise<import(\'multiprocessing/managers\').AnyProxy>')
})

test('a file that is being typed, with a call that is not finished, is read as far as it goes', () => {
  expect(appendedTo('server.ts', { 'server.ts': `${server}Waterworks.register(`, 'tank.ts': tank })).toContain('"Tank"(')
  expect(appendedTo('server.ts', { 'server.ts': "Waterworks.register('')" })).toBeUndefined()
})

test('a proxy type of one’s own is what the manager’s method gives, on the side that names it and on the other', () => {
  const own = server.replace("exposed: ['level', 'drain']", 'proxytype: TankProxy').replace("import { Tank }", "import { TankProxy } from './tank_proxy'\nimport { Tank }")
  const proxy = "import { BaseProxy } from 'multiprocessing/managers'\nexport class TankProxy extends BaseProxy {}\n"
  const visitor = 'class Waterworks extends BaseManager {}\nWaterworks.register("Tank")\n'
  const files = { 'server.ts': own, 'tank.ts': tank, 'tank_proxy.ts': proxy, 'visitor.ts': visitor }
  expect(appendedTo('server.ts', files)).toBe('interface Waterworks { "Tank"(...args: any[]): Promise<import(\'multiprocessing/managers\').InstanceOf<typeof TankProxy>> }')
  expect(appendedTo('visitor.ts', files)).toBe('interface Waterworks { "Tank"(...args: any[]): Promise<import(\'multiprocessing/managers\').InstanceOf<typeof import("./tank_proxy").TankProxy>> }')
})

test('a proxy type of the library is known to a client that does not name it', () => {
  const own = "import { DictProxy, SyncManager } from 'multiprocessing/managers'\nclass Office extends SyncManager {}\nOffice.register('board', { callable: theBoard, proxytype: DictProxy })\n"
  const visitor = 'class Office extends SyncManager {}\nOffice.register("board")\n'
  expect(appendedTo('visitor.ts', { 'server.ts': own, 'visitor.ts': visitor })).toContain('InstanceOf<typeof import("multiprocessing/managers").DictProxy>')
})

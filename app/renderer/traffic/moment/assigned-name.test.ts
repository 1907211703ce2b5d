import { expect, test } from 'vitest'
import { assignedName } from './assigned-name.ts'

test('a plain assignment of the call names the object, in Python and in TypeScript', () => {
  const lines: readonly (readonly [string, string, string])[] = [
    ['gate = manager.Lock()', 'Lock', 'gate'],
    ['    gate = manager.Lock()  # the gate', 'Lock', 'gate'],
    ['gate: Lock = manager.Lock()', 'Lock', 'gate'],
    ["beds = garden.manager.dict({'n': 1})", 'dict', 'beds'],
    ['const gate = await manager.Lock()', 'Lock', 'gate'],
    ['export const gate: AcquirerProxy = await manager.Lock();', 'Lock', 'gate'],
    ['  let beds = (await manager.dict({ n: 1 })) // shared', 'dict', 'beds'],
    ['const beds = await manager.dict<string, number>({ n: 1 })', 'dict', 'beds'],
    ['bed = greenhouse.bed("north (old)")', 'bed', 'bed'],
    ["größe = manager.Value('i', 3)", 'Value', 'größe'],
  ]
  for (const [text, called, name] of lines) expect(assignedName(text, 1, called), text).toBe(name)
})

test('a call over several lines is followed to its end', () => {
  const text = ['', 'ledger = manager.dict({', "  'sorted': 41,  # )", "  ')': 0,", '})', 'print(ledger)'].join('\n')
  expect(assignedName(text, 2, 'dict')).toBe('ledger')
  expect(assignedName('beds = manager.list("""\n) """)\n', 1, 'list')).toBe('beds')
  expect(assignedName('const n = await manager.dict({})\n  .get("n")', 1, 'dict')).toBeUndefined()
})

test('whatever is not a plain assignment of that call names nothing', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['manager.Lock()', 'Lock'],
    ['gate, pen = manager.Lock(), manager.Lock()', 'Lock'],
    ['self.gate = manager.Lock()', 'Lock'],
    ['gates[0] = manager.Lock()', 'Lock'],
    ['gate += manager.Lock()', 'Lock'],
    ['gate == manager.Lock()', 'Lock'],
    ['total = manager.Counter().value()', 'Counter'],
    ['total = manager.Value("i", 1).value', 'Value'],
    ['total = manager.Counter() + 1', 'Counter'],
    ['gate = make(manager.Lock())', 'Lock'],
    ['gate = manager.RLock()', 'Lock'],
    ['gate = Lock()', 'Lock'],
    ['const { gate } = await manager.Lock()', 'Lock'],
    ['const make = () => manager.Lock()', 'Lock'],
    ['return = manager.Lock()', 'Lock'],
    ['gate = manager.Lock(', 'Lock'],
  ]
  for (const [text, called] of lines) expect(assignedName(text, 1, called), text).toBeUndefined()
  expect(assignedName('gate = manager.Lock()', 2, 'Lock')).toBeUndefined()
})

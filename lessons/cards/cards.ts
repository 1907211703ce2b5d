/**
 * Interview cards: small programs with one question each. What they print, or what their last line costs in frames, is
 * never written down here: `answers.json` holds what came out when they were run (`npm run cards`), and a test runs them
 * again.
 */

/** One card. `manager` is a started `SyncManager` in both languages. */
export interface Card {
  readonly id: string
  /** Id of the lesson that it belongs to. */
  readonly lesson: string
  /**
   * `frames`: how many frames does the last line cause? As the editor's mark at a line counts them: requests and their
   * answers, and the handshakes of connections that it opens. `prints`: what does the program print?
   */
  readonly asks: 'frames' | 'prints'
  /** Lines before the one in question. The proxies in them are used once, so that their connection is there. */
  readonly setup: Readonly<Record<'typescript' | 'python', readonly string[]>>
  /** The line in question. */
  readonly line: Readonly<Record<'typescript' | 'python', string>>
  /** Why it is so, once the answer is known: one or two sentences, inline Markdown. */
  readonly because: string
}

interface Short {
  readonly id: string
  readonly lesson: string
  readonly asks: Card['asks']
  /** Lines in Python, then in TypeScript. */
  readonly setup?: readonly [python: readonly string[], typescript: readonly string[]]
  readonly line: readonly [python: string, typescript: string]
  readonly because: string
}

const list = [
  ['l = manager.list([1, 2, 3])', 'len(l)'],
  ['const l = await manager.list([1, 2, 3])', 'await l.len()'],
] as const
const dict = [
  ["d = manager.dict({'x': 1})", 'len(d)'],
  ["const d = await manager.dict<string, any>({ x: 1 })", 'await d.len()'],
] as const

const deck: readonly Short[] = [
  // ---- What is a manager? ----
  {
    id: 'plain-copy',
    lesson: 'manager',
    asks: 'prints',
    setup: [['birds = []', "run_in_child(add, birds)"], ['const birds: string[] = []', 'await runInChild(add, birds)']],
    line: ['print(len(birds))', 'console.log(birds.length)'],
    because: 'The child had a copy of the list, and added to that.',
  },
  {
    id: 'shared-list',
    lesson: 'manager',
    asks: 'prints',
    setup: [['birds = manager.list()', 'run_in_child(add, birds)'], ['const birds = await manager.list<string>()', 'await runInChild(add, birds)']],
    line: ['print(len(birds))', 'console.log(await birds.len())'],
    because: 'Both proxies stand for one list in the server.',
  },
  {
    id: 'two-lists',
    lesson: 'manager',
    asks: 'prints',
    setup: [['a = manager.list()', 'b = manager.list()', "a.append('owl')"], ['const a = await manager.list<string>()', 'const b = await manager.list<string>()', "await a.append('owl')"]],
    line: ['print(len(a), len(b))', 'console.log(await a.len(), await b.len())'],
    because: 'Each call of `list()` makes another list in the server.',
  },
  {
    id: 'str-of-proxy',
    lesson: 'manager',
    asks: 'prints',
    setup: [list[0], list[1]],
    line: ['print(str(l))', 'console.log(await l.str())'],
    because: '`str` asks the object itself. It is answered whether or not it is exposed.',
  },
  {
    id: 'one-append',
    lesson: 'manager',
    asks: 'frames',
    setup: [list[0], list[1]],
    line: ['l.append(4)', 'await l.append(4)'],
    because: 'A request and an answer, even though the answer is only `None`.',
  },
  // ---- Share your own class ----
  {
    id: 'plus-one',
    lesson: 'share',
    asks: 'frames',
    setup: [dict[0], dict[1]],
    line: ["d['x'] += 1", "await d.set('x', (await d.item('x')) + 1)"],
    because: 'A read and a write: two requests, two answers, and room for somebody in between.',
  },
  {
    id: 'plus-one-twice',
    lesson: 'share',
    asks: 'prints',
    setup: [[...dict[0], 'first = d["x"]', 'second = d["x"]', 'd["x"] = first + 1', 'd["x"] = second + 1'], [...dict[1], "const first = await d.item('x')", "const second = await d.item('x')", "await d.set('x', first + 1)", "await d.set('x', second + 1)"]],
    line: ['print(d["x"])', "console.log(await d.item('x'))"],
    because: 'Both had read 1, so both wrote 2. This is how an update gets lost.',
  },
  {
    id: 'locked-plus-one',
    lesson: 'share',
    asks: 'frames',
    setup: [[...dict[0], 'lock = manager.Lock()', 'lock.acquire()', 'lock.release()'], [...dict[1], 'const lock = await manager.Lock()', 'await lock.acquire()', 'await lock.release()']],
    line: ["lock.acquire(); d['x'] += 1; lock.release()", "await lock.acquire(); await d.set('x', (await d.item('x')) + 1); await lock.release()"],
    because: 'Two calls more, to take the lock and to give it back.',
  },
  {
    id: 'update-one',
    lesson: 'share',
    asks: 'frames',
    setup: [dict[0], dict[1]],
    line: ["d.update({'x': 2, 'y': 3, 'z': 4})", 'await d.update({ x: 2, y: 3, z: 4 })'],
    because: 'One request takes them all, and nobody comes in between.',
  },
  {
    id: 'pop-and-see',
    lesson: 'share',
    asks: 'prints',
    setup: [dict[0], dict[1]],
    line: ["print(d.pop('x'), d.pop('x', 0))", "console.log(await d.pop('x'), await d.pop('x', 0))"],
    because: '`pop` fetches and removes in one request, so only one can have it.',
  },
  // ---- Tour: data ----
  {
    id: 'first-call',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [['l = manager.list([1, 2, 3])'], ['const l = await manager.list([1, 2, 3])']],
    line: ['len(l)', 'await l.len()'],
    because: 'The first call opens a connection, which begins with a handshake of six frames and one request to keep it. Later calls cost two.',
  },
  {
    id: 'iterate',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [list[0], list[1]],
    line: ['for x in l: pass', 'for await (const x of l) void x'],
    because: 'An item for each call, and one call more that finds the end.',
  },
  {
    id: 'iterate-slice',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [list[0], list[1]],
    line: ['for x in l[:]: pass', 'for (const x of await l.slice()) void x'],
    because: 'One call fetches a copy, and the loop goes over that.',
  },
  {
    id: 'extend',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [list[0], list[1]],
    line: ['l.extend(range(1000))', 'await l.extend(Array.from({ length: 1000 }, (_, k) => k))'],
    because: 'A thousand items travel in one request. Frames have no small limit.',
  },
  {
    id: 'negative-index',
    lesson: 'tour-data',
    asks: 'prints',
    setup: [list[0], list[1]],
    line: ['print(l[-1])', 'console.log(await l.get(-1))'],
    because: 'The index is resolved by the list in the server, as Python does.',
  },
  {
    id: 'namespace-read',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [['ns = manager.Namespace()', 'ns.x = 1'], ['const ns = await manager.Namespace()', "await ns.set('x', 1)"]],
    line: ['ns.x', "await ns.get('x')"],
    because: 'An attribute of a `Namespace` is a call of `__getattribute__`.',
  },
  {
    id: 'value-plus-one',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [["v = manager.Value('i', 0)", 'v.value'], ["const v = await manager.Value('i', 0)", 'await v.get()']],
    line: ['v.value += 1', 'await v.set((await v.get()) + 1)'],
    because: '`get`, then `set`. A manager’s `Value` has no lock.',
  },
  {
    id: 'dict-keys',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [dict[0], dict[1]],
    line: ['d.keys()', 'await d.keys()'],
    because: 'All keys come as a list, in one answer.',
  },
  {
    id: 'create-dict',
    lesson: 'tour-data',
    asks: 'frames',
    line: ['d = manager.dict()', 'const d = await manager.dict()'],
    because: '`create`, `incref` and `decref`, each with an answer, and each on a connection of its own with a handshake of six frames.',
  },
  {
    id: 'repr-of-proxy',
    lesson: 'tour-data',
    asks: 'frames',
    setup: [list[0], list[1]],
    line: ['repr(l)', 'String(l)'],
    because: 'The `repr` of a proxy says what the proxy is. It asks nobody.',
  },
  // ---- Nested proxies ----
  {
    id: 'nested-copy',
    lesson: 'nested',
    asks: 'prints',
    setup: [["d = manager.dict({'l': []})", "d['l'].append(1)"], ["const d = await manager.dict<string, any>({ l: [] })", "const l = await d.item('l')", 'l.push(1)']],
    line: ["print(d['l'])", "console.log(await d.item('l'))"],
    because: 'What came out of the dict was a copy, and the copy was changed.',
  },
  {
    id: 'nested-written-back',
    lesson: 'nested',
    asks: 'prints',
    setup: [["d = manager.dict({'l': []})", "l = d['l']", 'l.append(1)', "d['l'] = l"], ['const d = await manager.dict<string, any>({ l: [] })', "const l = await d.item('l')", 'l.push(1)', "await d.set('l', l)"]],
    line: ["print(d['l'])", "console.log(await d.item('l'))"],
    because: 'The changed copy was sent back, and is in its place now.',
  },
  {
    id: 'nested-proxy',
    lesson: 'nested',
    asks: 'prints',
    setup: [["d = manager.dict({'l': manager.list()})", "d['l'].append(1)"], ['const d = await manager.dict<string, any>({ l: await manager.list() })', "await (await d.item('l')).append(1)"]],
    line: ["print(len(d['l']))", "console.log(await (await d.item('l')).len())"],
    because: 'The dict holds a proxy; whoever fetches it has the same list.',
  },
  {
    id: 'nested-copy-cost',
    lesson: 'nested',
    asks: 'frames',
    setup: [["d = manager.dict({'l': []})", 'len(d)'], ['const d = await manager.dict<string, any>({ l: [] })', 'await d.len()']],
    line: ["d['l'].append(1)", "const l = await d.item('l'); l.push(1)"],
    because: 'Fetching the copy is one call. The `append` is nobody’s business but yours.',
  },
  {
    id: 'nested-fetch',
    lesson: 'nested',
    asks: 'frames',
    setup: [["d = manager.dict({'l': manager.list()})", 'len(d)'], ['const d = await manager.dict<string, any>({ l: await manager.list() })', 'await d.len()']],
    line: ["l = d['l']", "const l = await d.item('l')"],
    because: 'The answer brings a proxy, and a new proxy is counted: `incref` on a connection of its own.',
  },
  // ---- Refcounts ----
  {
    id: 'objects-now',
    lesson: 'lifetime',
    asks: 'prints',
    setup: [['a = manager.list()', 'b = manager.dict()'], ['const a = await manager.list()', 'const b = await manager.dict()']],
    line: ['print(manager._number_of_objects())', 'console.log(await manager.numberOfObjects())'],
    because: 'The server counts what somebody holds: a list and a dict.',
  },
  {
    id: 'objects-after',
    lesson: 'lifetime',
    asks: 'prints',
    setup: [['a = manager.list()', 'b = manager.dict()', 'del a'], ['const a = await manager.list()', 'const b = await manager.dict()', 'await a.dispose()']],
    line: ['print(manager._number_of_objects())', 'console.log(await manager.numberOfObjects())'],
    because: 'The last proxy of the list has gone, and the list with it.',
  },
  {
    id: 'unkept',
    lesson: 'lifetime',
    asks: 'prints',
    setup: [["d = manager.dict()", "d['l'] = manager.list([7])"], ['const d = await manager.dict<string, any>()', "await d.set('l', await manager.list([7]))"]],
    line: ["print(d['l'][0])", "console.log(await (await d.item('l')).get(0))"],
    because: 'No proxy outside holds the list any more, but the one in the dict does.',
  },
  // ---- Start methods ----
  {
    id: 'main-again',
    lesson: 'start-methods',
    asks: 'prints',
    setup: [['ctx = get_context("spawn")', 'child = ctx.Process(target=say_main)', 'child.start()'], ['const child = new Process({ target: sayMain, args: [] })', 'await child.start()']],
    line: ['child.join()', 'await child.join()'],
    because: 'A spawned child runs the main module again, and knows that it is not the main process.',
  },
  {
    id: 'child-exitcode',
    lesson: 'start-methods',
    asks: 'prints',
    setup: [['ctx = get_context("spawn")', 'child = ctx.Process(target=leave_with_3)', 'child.start()', 'child.join()'], ['const child = new Process({ target: leaveWith3, args: [] })', 'await child.start()', 'await child.join()']],
    line: ['print(child.exitcode)', 'console.log(child.exitcode)'],
    because: 'The exit code of a child is known to its parent once it has been joined.',
  },
]

/** Thirty cards. */
export const cards: readonly Card[] = deck.map(({ id, lesson, asks, setup = [[], []], line, because }) => ({
  id,
  lesson,
  asks,
  setup: { python: setup[0], typescript: setup[1] },
  line: { python: line[0], typescript: line[1] },
  because,
}))

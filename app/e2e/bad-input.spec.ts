/** Programs that go wrong: each ends in a clear message in the right place, and the app goes on. */
import { type AddressInfo, createServer } from 'node:net'
import { type App, expect, test } from './fixtures.ts'
import { changed, lessonFile } from './programs.ts'
import { Work } from './work.ts'

async function open(app: App): Promise<Work> {
  const work = new Work(app.page)
  await work.ready()
  return work
}

/** The app goes on: the lesson's own program runs as it should. */
async function goesOn(work: Work): Promise<void> {
  await work.page.getByRole('button', { name: 'Reset' }).click()
  await work.run()
  await work.program('server', 'serving')
  await work.program('visitor', 'exit 1')
  await expect(work.rows.filter({ hasText: '#TRACEBACK, refused' })).toHaveCount(1)
  await expect(work.page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0)
}

test('a wrong authkey: the handshake fails in the sequence, and the client says why', async ({ app }) => {
  const work = await open(app)
  const visitor = changed(lessonFile('visitor.ts'), 'new Waterworks({ address, authkey })', "new Waterworks({ address, authkey: bytes('snow in may') })")
  await work.write('visitor.ts', `import { bytes } from 'multiprocessing'\n${visitor}`)
  await work.run()
  await work.program('visitor', 'exit 1')
  await work.program('server', 'serving')
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText('AuthenticationError: digest sent was rejected')
  await expect(work.rows.filter({ hasText: '#FAILURE#, refused' })).toHaveCount(1)
  await goesOn(work)
})

test('a port that is taken: the server says so, and the client is not started', async ({ app }) => {
  const work = await open(app)
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  try {
    const { port } = holder.address() as AddressInfo
    await work.write('place.ts', changed(lessonFile('place.ts'), 'Number(process.env.PORT ?? 50000)', String(port)))
    await work.run()
    await work.program('server', 'exit 1')
    await work.program('visitor', 'did not start')
    await work.showTerminal('server')
    await expect(work.terminal('server')).toContainText('Address already in use')
    await work.showTerminal('visitor')
    await expect(work.terminal('visitor')).toContainText('visitor did not start. server ended before it listened.')
    await goesOn(work)
  } finally {
    holder.close()
  }
})

test('a method that is not exposed: the refusal is a frame, a mark at the line, and an error of the client', async ({ app }) => {
  const work = await open(app)
  await work.run()
  await work.program('visitor', 'exit 1')
  await expect(work.rows.filter({ hasText: '#TRACEBACK, refused' })).toHaveCount(1)
  await expect(work.editor.getByRole('button', { name: /^Line \d+: refused fill$/ })).toBeVisible()
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText("AttributeError: method 'fill' of <class 'Tank'> object is not in exposed")
  await expect(work.terminal('visitor')).toContainText('visitor ended with exit code 1')
})

test('a callable that the child cannot find: start() fails with one error that says what to do', async ({ app }) => {
  const work = await open(app)
  await work.write(
    'server.ts',
    [
      "import { isMainProcess } from 'multiprocessing'",
      "import { BaseManager } from 'multiprocessing/managers'",
      "import { Tank } from './tank'",
      "import { address, authkey } from './place'",
      '',
      'class Waterworks extends BaseManager {}',
      '',
      'if (isMainProcess()) {',
      "  Waterworks.register('Tank', { callable: Tank })",
      '  await new Waterworks({ address, authkey }).start()',
      '}',
      '',
    ].join('\n'),
  )
  await work.run()
  await work.program('server', 'exit 1')
  await work.program('visitor', 'did not start')
  await work.showTerminal('server')
  await expect(work.terminal('server')).toContainText("the server process cannot find the callable of 'Tank'")
  await expect(work.terminal('server')).toContainText('move that call out of isMainProcess()')
  await goesOn(work)
})

test('a syntax error: it is marked in the editor, and nothing starts', async ({ app }) => {
  const work = await open(app)
  await work.write('server.ts', changed(lessonFile('server.ts'), 'exposed: [', 'exposed: [['))
  await work.run()
  await work.program('server', 'did not start')
  await work.program('visitor', 'did not start')
  await work.showTerminal('server')
  await expect(work.terminal('server')).toContainText(/There is a mistake in server\.ts, line \d+/)
  await expect(work.editor.getByRole('tab', { name: 'server.ts' })).toContainText('has errors')
  await goesOn(work)
})

test('an infinite loop: the app stays quick, and Stop ends it', async ({ app }) => {
  const work = await open(app)
  await work.write('visitor.ts', "console.log('round and round')\nfor (;;) {}\n")
  await work.run()
  await work.program('visitor', 'running')
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText('round and round')
  // The page answers while a whole processor is gone.
  await app.page.getByRole('tab', { name: 'Frames' }).click()
  await app.page.getByRole('tab', { name: 'Sequence' }).click()
  await work.stop()
  await work.program('visitor', /stopped|killed|exit/)
  await work.program('server', /stopped|killed|exit/)
  await expect.poll(() => programsOf(app)).toEqual([])
  await goesOn(work)
})

test('a server that exits at once: the client is not started, and both say so', async ({ app }) => {
  const work = await open(app)
  await work.write('server.ts', 'process.exit(3)\n')
  await work.run()
  await work.program('server', 'exit 3')
  await work.program('visitor', 'did not start')
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText('server ended before it listened')
  await goesOn(work)
})

test('a server that is killed: the client, the terminals, the lanes and the list of processes tell one story', async ({ app }) => {
  const work = await open(app)
  const visitor = lessonFile('visitor.ts')
  const start = visitor.slice(0, visitor.indexOf("console.log('level'"))
  await work.write('visitor.ts', `${start}console.log('asking')\nfor (;;) {\n  await tank.level()\n  await new Promise((resolve) => setTimeout(resolve, 100))\n}\n`)
  await work.run()
  await work.showTerminal('visitor')
  await expect(work.terminal('visitor')).toContainText('asking')
  await expect(work.rows.filter({ hasText: 'call level()' }).first()).toBeAttached()

  const server = await pidOf(work, 'server')
  process.kill(server, 'SIGKILL')
  await work.program('server', 'killed')
  await work.program('visitor', 'exit 1')
  await expect(work.terminal('visitor')).toContainText(/EOFError|ConnectionResetError|BrokenPipeError|ConnectionRefusedError/)
  await work.showTerminal('server')
  await expect(work.terminal('server')).toContainText('server was ended by SIGKILL')
  const processes = work.traffic.getByRole('list', { name: 'Processes' }).getByRole('listitem')
  await expect(processes.filter({ hasText: 'server' })).toContainText(/SIGKILL|killed/)
  await expect(processes.filter({ hasText: 'visitor' })).toContainText('exit 1')
  expect(programsOf(app)).toEqual([])
  await goesOn(work)
})

/** Pid in the head of a process's lane. */
async function pidOf(work: Work, name: string): Promise<number> {
  const head = work.traffic.getByRole('list', { name: 'Processes' }).getByRole('listitem').filter({ hasText: name })
  await expect(head).toContainText(/\d+ ·/)
  return Number(/(\d+) ·/.exec((await head.textContent()) ?? '')?.[1])
}

/** Learner programs that run now. Where the system does not say, none. */
function programsOf(app: App): string[] {
  return (app.running() ?? []).map(({ command }) => command).filter((command) => /programs[\\/]\w+\.(js|py)/.test(command))
}

/**
 * The page in a real browser, on a host in memory and under the content security policy of the shells. The run that it
 * shows is a recorded one of lesson 5 as it starts (`tank.ndjson`; folders in its tracebacks are made up).
 *
 * Long, because one build of the page and one browser serve all of it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { lessons } from 'managerie-lessons'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { EventPayload, Settings, Workspace, WorkspaceFile } from '../../contract/host.ts'
import { openBuiltPage, type BuiltPage } from './built-page.ts'
import type { Given } from './memory-host.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const LESSON = join(PROJECT, 'lessons/exposed')
const ENGINE_TYPES = process.env['MANAGERIE_ENGINE_TYPES'] ?? join(PROJECT, 'dist/engine/types')

const events = readFileSync(join(import.meta.dirname, 'tank.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as TraceEvent)

function files(language: 'typescript' | 'python'): WorkspaceFile[] {
  const folder = join(LESSON, language, 'start')
  return readdirSync(folder).map((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    return { name, text, original: text }
  })
}

function workspace(language: 'typescript' | 'python'): Workspace {
  const ending = language === 'python' ? 'py' : 'ts'
  return {
    id: `exposed-${language}`,
    lesson: 'exposed',
    language,
    files: files(language),
    programs: [
      { name: 'server', role: 'server', file: `server.${ending}` },
      { name: 'visitor', role: 'client', file: `visitor.${ending}` },
    ],
  }
}

const SETTINGS: Settings = { theme: 'system', language: 'typescript', python: null, fullColour: false, panes: {} }
const NODE = { id: 'node', language: 'typescript', label: 'Node 20.20', version: '20.20.0' } as const
const PYTHON = { id: 'cpython-3.13.0', language: 'python', label: 'CPython 3.13.0', version: '3.13.0' } as const
/** All other lessons are done: the page opens the one under test. */
const others = Object.fromEntries(lessons.filter((one) => one.id !== 'exposed').map((one) => [one.id, { met: [], step: 0, predictions: {}, done: true }]))
const given: Given = {
  hello: { version: '0.1.0', shell: 'web', platform: 'linux', runtimes: [NODE, PYTHON], settings: SETTINGS, progress: others },
  workspaces: { typescript: workspace('typescript'), python: workspace('python') },
  lessonText: {
    id: 'exposed',
    text: readFileSync(join(LESSON, 'text.md'), 'utf8'),
    solution: readdirSync(join(LESSON, 'typescript/solution')).map((name) => ({ name, text: readFileSync(join(LESSON, 'typescript/solution', name), 'utf8') })),
  },
}

let built: BuiltPage
/** Whatever the page says that it should not: errors, warnings, violations of the policy. */
let complaints: string[] = []

beforeAll(async () => {
  built = await openBuiltPage()
}, 120_000)

afterAll(() => built?.close())

afterEach(async () => {
  for (const context of built.browser.contexts()) await context.close()
  expect(complaints).toEqual([])
  complaints = []
})

async function open(more: Partial<Given> = {}): Promise<Page> {
  const context = await built.browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' })
  const page = await context.newPage()
  // Less than the test's own, so that what was waited for is said.
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.addInitScript((data) => void (window.given = data), { ...given, ...more })
  await page.goto(built.address)
  await page.locator('.monaco-editor .view-line').first().waitFor()
  return page
}

/** Shows the recorded run, as the host would have. */
async function showRun(page: Page): Promise<void> {
  const state = (states: readonly ['starting' | 'running' | 'ended', number | null][]): EventPayload<'runChanged'> => ({
    run: 1,
    workspace: 'exposed-typescript',
    runtime: NODE,
    state: 'running',
    problems: [],
    programs: given.workspaces.typescript.programs.map((program, index) => {
      const [name, code] = states[index] ?? ['starting', null]
      const started = events.find((event) => event.name === 'process/started' && event.label === program.name)
      return {
        ...program,
        state: name,
        pid: started?.name === 'process/started' ? started.pid : null,
        code,
        signal: null,
        detail: null,
        startedAt: 0,
        endedAt: name === 'ended' ? 610 : null,
      }
    }),
  })
  await page.evaluate(
    ([before, trace, after]) => {
      const { memory } = window.harness
      memory.emit('runChanged', before)
      memory.emit('trace', { run: 1, events: trace, lost: 0 })
      memory.emit('output', { run: 1, program: 'visitor', stream: 'stdout', text: 'level 40\n', dropped: 0 })
      memory.emit('output', { run: 1, program: 'visitor', stream: 'stderr', text: 'RemoteError: refused\n    at visitor.ts:15:26\n', dropped: 0 })
      memory.emit('runChanged', after)
    },
    [state([['running', null], ['running', null]]), events, state([['running', null], ['ended', 1]])] as const,
  )
  await page.getByText('exit 1').first().waitFor()
  await page.locator('.mk').first().waitFor()
}

function calls(page: Page, name: string): Promise<unknown[]> {
  return page.evaluate((wanted) => window.harness.memory.calls.filter((call) => call.name === wanted).map((call) => call.params), name)
}

test('the first start opens the lesson, its files and its first step', async () => {
  const page = await open()
  expect(await page.locator('h1').textContent()).toBe('What a proxy may call')
  expect(await page.getByRole('tablist', { name: 'Files', exact: true }).getByRole('tab').allTextContents()).toEqual(['Sserver.ts', 'tank.ts', 'place.ts'])
  expect(await page.getByRole('button', { name: 'Predict' }).getAttribute('aria-current')).toBe('step')
})

test('what is typed is on disk a moment later, and marked until then', async () => {
  const page = await open()
  await page.getByRole('tab', { name: 'visitor.ts' }).click()
  await page.locator('#editor-1 .view-line').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('// mine\n')
  await page.getByRole('img', { name: 'not saved yet' }).waitFor()
  await page.getByRole('img', { name: 'not saved yet' }).waitFor({ state: 'detached' })
  const saved = await calls(page, 'saveFile')
  expect(saved.at(-1)).toEqual({ workspace: 'exposed-typescript', file: 'visitor.ts', text: expect.stringMatching(/^\/\/ mine\nimport/) })
})

test('F5 saves what waits before it runs', async () => {
  const page = await open()
  await page.locator('#editor-0 .view-line').first().click()
  await page.keyboard.type('//')
  await page.keyboard.press('F5')
  await expect.poll(() => calls(page, 'run')).toEqual([{ workspace: 'exposed-typescript', runtime: null }])
  const names = await page.evaluate(() => window.harness.memory.calls.map((call) => call.name))
  expect(names.indexOf('saveFile')).toBeLessThan(names.indexOf('run'))
  expect(names).toContain('saveFile')
})

test('a run shows in status bar, terminal tabs, marks and goals, and a mark selects its frame and line', async () => {
  const page = await open()
  await showRun(page)
  await expect.poll(() => page.getByRole('contentinfo').textContent()).toMatch(/Run 1.*2 processes.*44 frames, 30 in handshakes.*1 refused/)
  await page.getByRole('tab', { name: 'visitor exit 1' }).waitFor()
  expect(await page.getByText('now: drain, level').count()).toBe(1)
  await page.getByRole('button', { name: 'Line 9: refused fill' }).click()
  await page.getByRole('button', { name: 'Line 15: 2 frames · refused' }).waitFor()
  await page.locator('#editor-0 .line-linked').first().waitFor()
  await page.locator('#editor-1 .line-bad').first().waitFor()
  await page.getByText('Frame 44', { exact: true }).first().waitFor()
  // What a registration made: its last create, which a line of another file caused.
  await page.getByRole('button', { name: 'Line 7: created 1× · one object' }).click()
  await page.locator('#editor-1 .line-linked').first().waitFor()
  await page.getByRole('button', { name: 'Line 12: 10 frames · first call · gave 40' }).click()
  await page.getByText('Frame 42', { exact: true }).first().waitFor()
})

test('a place in what a program printed opens the editor at its line', async () => {
  const page = await open()
  await showRun(page)
  await page.getByRole('tab', { name: 'visitor exit 1' }).click()
  const row = page.locator('.xterm-rows > div', { hasText: 'at visitor.ts:15:26' })
  const click = async () => {
    const box = await row.boundingBox()
    await page.mouse.move(box!.x + 40, box!.y + 6)
    await page.mouse.move(box!.x + 70, box!.y + 6)
    await page.locator('.xterm-cursor-pointer').waitFor()
    await page.mouse.down()
    await page.mouse.up()
  }
  await row.waitFor()
  await click()
  await page.locator('#editor-1 .monaco-editor.focused .line-numbers.active-line-number', { hasText: '15' }).waitFor()
})

test('what went wrong is explained from the status bar, its marks stand in the editors, and after Esc a line opens its frame again', async () => {
  const page = await open()
  await showRun(page)
  await page.getByRole('button', { name: 'Explain what went wrong' }).click()
  await page.getByRole('heading', { name: 'fill is not in exposed' }).waitFor()
  await page.getByRole('button', { name: /^Mark 1\. Line 15: / }).waitFor()
  await page.getByRole('button', { name: /^Mark 3\. Line 9: / }).waitFor()
  await page.locator('.dx-scroll').focus()
  await page.keyboard.press('Escape')
  await page.locator('.dx').waitFor({ state: 'detached' })
  await page.locator('.rows').focus()
  await page.keyboard.press('Escape')
  await page.locator('.peek').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Line 15: 2 frames · refused' }).click()
  await page.locator('.peek').getByText('Frame 44', { exact: true }).waitFor()
})

test('marks move with their lines when the text above is edited', async () => {
  const page = await open()
  await showRun(page)
  await page.getByRole('button', { name: 'Line 9: refused fill' }).waitFor()
  await page.locator('#editor-0 .view-line').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('\n\n')
  await page.getByRole('button', { name: 'Line 11: refused fill' }).waitFor()
})

test.skipIf(!existsSync(ENGINE_TYPES))('the program’s own typeids complete and type-check as they are typed (needs the built engine types)', async () => {
  const page = await open()
  await page.getByRole('tab', { name: 'visitor.ts' }).click()
  await page.locator('#editor-1 .view-line').first().click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('\nworks.Tan')
  await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'Tank' }).first().waitFor({ timeout: 15_000 })
  await page.keyboard.press('Escape')
  await page.keyboard.type('k')
  await page.getByRole('tab', { name: /visitor\.ts\s+has errors/ }).waitFor({ state: 'detached', timeout: 15_000 })
  await page.keyboard.press('Escape')
  await page.keyboard.type('ed()')
  await page.getByRole('tab', { name: /visitor\.ts\s+has errors/ }).waitFor({ timeout: 15_000 })
})

test.skipIf(!existsSync(ENGINE_TYPES))('an edit of one file is judged in the others too (needs the built engine types)', async () => {
  const page = await open()
  await page.getByRole('tab', { name: 'tank.ts' }).click()
  await page.locator('#editor-0 .view-line', { hasText: 'export class Tank' }).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.type('export class Pond {')
  await page.getByRole('tab', { name: /server\.ts\s+has errors/ }).waitFor({ timeout: 15_000 })
})

test('F6 goes round the four panes and back', async () => {
  const page = await open()
  await showRun(page)
  const at = () => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))
  const seen: (string | null | undefined)[] = []
  for (let press = 0; press < 5; press++) {
    await page.keyboard.press('F6')
    seen.push(await at())
  }
  expect(seen).toEqual(['lesson', 'editor', 'terminals', 'traffic', 'lesson'])
  await page.keyboard.press('Shift+F6')
  expect(await at()).toBe('traffic')
})

test('Ctrl M switches what Tab does, and the status bar says which', async () => {
  const page = await open()
  await page.locator('#editor-0 .view-line').first().click()
  await page.getByText('Tab indents · Ctrl M to move focus').waitFor()
  await page.keyboard.press('Control+m')
  await page.getByText('Tab moves focus · Ctrl M to indent').waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('.monaco-editor'))).toBeNull()
})

test('an editor that was hidden behind maximised traffic comes back as it was', async () => {
  const page = await open()
  const lines = () => page.locator('#editor-1').evaluate((element) => [...element.querySelectorAll('.view-line, .line-numbers')].map((one) => Math.round(one.getBoundingClientRect().top)))
  await page.locator('#editor-1 .view-line').first().click()
  await page.keyboard.press('Control+End')
  const before = await lines()
  await page.keyboard.press('Control+Shift+m')
  await page.locator('.work-right.alone').waitFor()
  await page.keyboard.press('Control+Shift+m')
  await page.locator('.work-right:not(.alone)').waitFor()
  await expect.poll(lines).toEqual(before)
})

test('a lost connection is said with a way back, and what was typed meanwhile is saved then', async () => {
  const page = await open()
  await page.evaluate(() => window.harness.hangUp())
  const bar = page.locator('.notice')
  await bar.getByText('The connection to the host is lost.').waitFor()
  await page.locator('#editor-0 .view-line').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('// kept\n')
  await bar.getByRole('button', { name: 'Reconnect' }).click()
  await bar.waitFor({ state: 'detached' })
  await expect.poll(() => calls(page, 'saveFile')).toMatchObject([{ file: 'server.ts', text: expect.stringMatching(/^\/\/ kept\n/) }])
  expect(await page.locator('#editor-0 .view-line').first().textContent()).toContain('kept')
})

test('a reset can be undone', async () => {
  const page = await open()
  await page.locator('#editor-0 .view-line').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('// mine\n')
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByText('The files are as the lesson gave them.').first().waitFor()
  await expect.poll(() => page.locator('#editor-0 .view-line').first().textContent()).not.toContain('mine')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => page.locator('#editor-0 .view-line').first().textContent()).toContain('mine')
})

test('the solution is a difference, and looking at it meets no goal', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'Solution' }).click()
  await page.getByText('Viewing does not solve the lesson.').waitFor()
  await page.locator('.line-insert').first().waitFor()
  expect(await page.getByRole('tablist', { name: 'Files of the solution' }).getByRole('tab').allTextContents()).toEqual(['server.ts', 'visitor.ts'])
  await page.getByRole('button', { name: 'Back to your files' }).click()
  expect(await calls(page, 'saveProgress')).toEqual([])
})

test('the palette finds commands by a part of their names, and says so when there are none', async () => {
  const page = await open()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('dark')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('zzz')
  await page.getByText('Nothing called “zzz”. Try a method, a frame number or a lesson.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('splitters move by arrow keys and go back to the usual size', async () => {
  const page = await open()
  const width = () => page.locator('.editor').evaluate((element) => element.getBoundingClientRect().width)
  expect(await width()).toBe(532)
  const grip = page.getByRole('separator', { name: 'Width of the editor' })
  await grip.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(width).toBe(548)
  await grip.dblclick()
  await expect.poll(width).toBe(532)
})

test('the panes have the drawn widths at the drawn sizes, nothing sticks out, and a narrow window folds', async () => {
  const page = await open()
  await showRun(page)
  const box = (selector: string) => page.locator(selector).first().evaluate((element) => element.getBoundingClientRect().width)
  for (const [width, height, lesson, editor] of [[1280, 800, 300, 452], [1440, 900, 336, 532], [1920, 1080, 380, 700]] as const) {
    await page.setViewportSize({ width, height })
    await expect.poll(() => box('.lesson')).toBe(lesson)
    expect(await box('.editor')).toBe(editor)
    expect(await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight])).toEqual([width, height])
  }
  await page.setViewportSize({ width: 960, height: 600 })
  await page.getByRole('img', { name: /^Lesson 5, 0 of 4 goals met/ }).waitFor()
  expect(await page.locator('.traffic').isVisible()).toBe(true)
  await page.setViewportSize({ width: 720, height: 600 })
  await page.locator('.traffic').waitFor({ state: 'hidden' })
  await page.getByRole('radio', { name: 'Traffic' }).click()
  expect(await page.locator('.traffic').isVisible()).toBe(true)
  expect(await page.locator('.editor').isVisible()).toBe(false)
})

test('another language opens the same lesson’s other program', async () => {
  const page = await open()
  await page.getByRole('radio', { name: 'Python' }).click()
  await page.getByRole('tab', { name: 'visitor.py' }).waitFor()
  await expect.poll(() => page.locator('#editor-1 .view-line').first().textContent()).toContain('from')
  await expect.poll(() => calls(page, 'saveSettings')).toMatchObject([{ settings: { language: 'python' } }])
})

test('Python completes what the program registers and its proxies, shows the arguments of a call, and explains a word', async () => {
  const page = await open()
  await page.getByRole('radio', { name: 'Python' }).click()
  await page.getByRole('tab', { name: 'visitor.py' }).click()
  await expect.poll(() => page.locator('#editor-1 .view-line').first().textContent()).toContain('from')
  await page.locator('#editor-1 .view-line').first().click()
  await page.keyboard.press('Control+End')
  const suggestion = (text: string) => page.locator('.suggest-widget.visible .monaco-list-row', { hasText: text }).first()
  await page.keyboard.type('\nworks.Ta')
  await suggestion('Tank').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('().lev')
  await suggestion('level').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.type('el()\nWaterworks.register("Tap", ')
  await page.locator('.parameter-hints-widget.visible', { hasText: 'method_to_typeid=None' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.locator('#editor-1 .view-line', { hasText: 'register("Tap"' }).hover({ position: { x: 14 * 7.8, y: 10 } })
  await page.locator('.monaco-hover:visible', { hasText: 'Tells this class of managers of a typeid' }).first().waitFor()
})

test('axe finds nothing wrong with either page in any theme', async () => {
  const page = await open()
  await showRun(page)
  // Evaluated by the debugger's protocol, which the policy of the page does not bind.
  await page.evaluate(readFileSync(join(PROJECT, 'node_modules/axe-core/axe.min.js'), 'utf8'))
  for (const theme of ['Light', 'Dark', 'High contrast']) {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(`${theme} theme`)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme === 'High contrast' ? 'contrast' : theme.toLowerCase())
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Lessons', exact: true }).click()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: /^Start lesson/ }).click()
    await page.locator('.monaco-editor .view-line').first().waitFor()
  }
})

function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }
    // Monaco's and xterm's insides are theirs.
    const { violations: found } = await axe.run({ exclude: [['.monaco-editor'], ['.xterm'], ['.monaco-aria-container']] })
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))
  })
}

test('a mistake that keeps the programs from starting is shown at its place and in the terminals', async () => {
  const page = await open()
  const { programs } = given.workspaces.typescript
  const state = (problems: EventPayload<'runChanged'>['problems']): EventPayload<'runChanged'> => ({
    run: 1,
    workspace: 'exposed-typescript',
    runtime: NODE,
    state: problems.length > 0 ? 'ended' : 'compiling',
    problems,
    programs: programs.map((program) => ({
      ...program,
      state: problems.length > 0 ? 'failed' : 'waiting',
      pid: null,
      code: null,
      signal: null,
      detail: problems.length > 0 ? 'There is a mistake in tank.ts, line 5.' : null,
      startedAt: null,
      endedAt: null,
    })),
  })
  await page.evaluate((payload) => window.harness.memory.emit('runChanged', payload), state([]))
  await page.evaluate((payload) => window.harness.memory.emit('runChanged', payload), state([{ file: 'tank.ts', line: 5, column: 3, message: 'Expected ";"' }]))
  await page.getByRole('tab', { name: /tank\.ts\s+has errors/, selected: true }).waitFor()
  await page.getByText('tank.ts:5:3 Expected ";"').filter({ visible: true }).first().waitFor()
  await page.getByRole('tab', { name: 'visitor did not start' }).waitFor()
})

test('a mistake in Python is marked while one types, and gone when it is mended', async () => {
  const page = await open({ mistakes: [{ file: 'tank.py', line: 2, column: 5, message: "expected ':'" }] })
  await page.getByRole('radio', { name: 'Python' }).click()
  await page.getByRole('tab', { name: /^tank\.py/ }).click()
  await page.getByRole('tab', { name: /tank\.py\s+has errors/ }).waitFor()
  const asked = await page.evaluate(() => window.harness.memory.calls.filter(({ name }) => name === 'findMistakes').length)
  await page.evaluate(() => window.harness.memory.setMistakes([]))
  await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus()
  await page.keyboard.type('#')
  await page.waitForFunction((before) => window.harness.memory.calls.filter(({ name }) => name === 'findMistakes').length > before, asked)
  await page.getByRole('tab', { name: /tank\.py$/ }).waitFor()
})

test('a fault in the page shows words and diagnostics instead of a white window', async () => {
  const page = await open()
  // A text that no lesson has: the page cannot be drawn from it.
  await page.evaluate(() => window.harness.memory.spoilLesson())
  await page.getByRole('radio', { name: 'Python' }).click()
  await page.getByRole('heading', { name: 'The window met an error' }).waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy diagnostics' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Managerie 0\.1\.0, web, linux\n[\s\S]*Wonder/)
  complaints = []
})

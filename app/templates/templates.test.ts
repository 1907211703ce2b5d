/** Every template becomes a workspace, runs as it is, ends well, and shows frames: in both languages. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TraceReader } from 'multiprocessing/inspect'
import { buildDist } from '../cli/test/dist.ts'
import type { EventPayload, Language } from '../contract/host.ts'
import { createHost } from '../host/host.ts'
import type { OpenHost } from '../host/host.ts'
import { partsIn } from '../host/paths.ts'
import { temporaryFolder } from '../host/test/folders.ts'
import { blueprintOf, TEMPLATES } from '../renderer/workspaces/templates.ts'

let host: OpenHost
let hasPython = false
beforeAll(async () => {
  const dist = await buildDist()
  host = createHost({ version: '0', shell: 'web', data: temporaryFolder(), parts: partsIn(dist), lessons: [], openExternal: () => {}, report: () => {} })
  const { text } = await host.diagnostics({})
  hasPython = text.includes('CPython')
}, 60_000)
afterAll(() => host?.close())

const cases = TEMPLATES.flatMap((template) => (['typescript', 'python'] as const).map((language) => [template.title, language, template] as const))

test.each(cases)('%s, %s', async (title, language: Language, template) => {
  if (language === 'python' && !hasPython) return console.warn('skipped: no Python on this machine')
  const workspace = await host.newWorkspace(blueprintOf(template, language, title))
  expect(workspace.files.length).toBeGreaterThan(0)
  const reader = new TraceReader()
  let printed = ''
  const endings = [
    host.onEvent('trace', ({ events }) => reader.read(events)),
    host.onEvent('output', ({ text }) => void (printed += text)),
  ]
  const over = new Promise<EventPayload<'runChanged'>>((resolve) => {
    endings.push(
      host.onEvent('runChanged', (event) => {
        if (event.workspace !== workspace.id) return
        const clients = event.programs.filter((program) => program.role !== 'server')
        if (event.state === 'ended' || (clients.every((program) => program.state === 'ended' || program.state === 'failed') && event.state === 'running')) resolve(event)
      }),
    )
  })
  const { run } = await host.run({ workspace: workspace.id, runtime: null })
  const { programs } = await over
  await host.stopRun({ run })
  for (const end of endings) end()
  expect(programs.filter((program) => program.role !== 'server').map(({ name, code, detail }) => ({ name, code, detail })), printed).toEqual(
    programs.filter((program) => program.role !== 'server').map(({ name }) => ({ name, code: 0, detail: null })),
  )
  expect(printed).not.toBe('')
  expect(reader.run.frames.length).toBeGreaterThan(10)
  expect(reader.run.frames.some((frame) => frame.family === 'call')).toBe(true)
}, 60_000)

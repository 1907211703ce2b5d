import { expect, test } from 'vitest'
import type { Host } from '../contract/host.ts'
import { createShellHost } from './shell-host.ts'

/** The few members of a host that the shell looks at. */
function createInner() {
  const calls: unknown[] = []
  const listeners = new Map<string, (payload: never) => void>()
  const inner = {
    hello: async () => ({ settings: { theme: 'dark' } }),
    saveSettings: async (params: unknown) => (calls.push(params), {}),
    stopRun: async (params: unknown) => (calls.push(params), {}),
    onEvent: (name: string, listen: (payload: never) => void) => {
      listeners.set(name, listen)
      return () => listeners.delete(name)
    },
  } as unknown as Host
  const emitRun = (run: number, state: string): void => listeners.get('runChanged')?.({ run, state } as never)
  return { inner, calls, listeners, emitRun }
}

test('a menu command reaches every page that listens, until it does not', () => {
  const { inner, listeners } = createInner()
  const shell = createShellHost(inner, { themeChanged: () => {} })
  const heard: string[] = []
  const end = shell.host.onEvent('command', ({ id }) => void heard.push(id))
  shell.command('run')
  end()
  shell.command('stop')
  expect(heard).toEqual(['run'])
  shell.host.onEvent('output', () => {})
  expect([...listeners.keys()]).toEqual(['runChanged', 'output'])
})

test('the shell hears of the theme when settings are read and when they are saved', async () => {
  const { inner, calls } = createInner()
  const themes: string[] = []
  const { host } = createShellHost(inner, { themeChanged: (theme) => void themes.push(theme) })
  await host.hello({})
  const settings = { theme: 'contrast' as const, language: 'python' as const, python: null, fullColour: false, panes: {} }
  await host.saveSettings({ settings })
  expect([themes, calls]).toEqual([['dark', 'contrast'], [{ settings }]])
})

test('the theme of settings that could not be saved is not shown', async () => {
  const { inner } = createInner()
  const themes: string[] = []
  const failing = { ...inner, saveSettings: async () => { throw new Error('the disk is full') } } as unknown as Host
  const { host } = createShellHost(failing, { themeChanged: (theme) => void themes.push(theme) })
  await expect(host.saveSettings({ settings: { theme: 'dark', language: 'python', python: null, fullColour: false, panes: {} } })).rejects.toThrow('the disk is full')
  expect(themes).toEqual([])
})

test('the run of a page that is gone is stopped, once, and only while it runs', async () => {
  const { inner, calls, emitRun } = createInner()
  const { stopRun } = createShellHost(inner, { themeChanged: () => {} })
  await stopRun()
  emitRun(1, 'running')
  emitRun(2, 'compiling')
  emitRun(1, 'ended')
  await stopRun()
  await stopRun()
  emitRun(3, 'running')
  emitRun(3, 'ended')
  await stopRun()
  expect(calls).toEqual([{ run: 2 }])
})

test('in safe mode settings are those of a first start, and changes to them are not kept', async () => {
  const { inner, calls } = createInner()
  const themes: string[] = []
  const { host } = createShellHost(inner, { themeChanged: (theme) => void themes.push(theme), safe: true })
  expect((await host.hello({})).settings).toEqual({ theme: 'system', language: 'typescript', python: null, fullColour: false, panes: {} })
  const settings = { theme: 'contrast' as const, language: 'python' as const, python: null, fullColour: false, panes: {} }
  await host.saveSettings({ settings })
  // A page that is loaded again finds what was chosen since the start.
  expect((await host.hello({})).settings).toEqual(settings)
  expect([themes, calls]).toEqual([['system', 'contrast', 'contrast'], []])
})

test('a page counts as there when its greeting has been answered', async () => {
  const { inner } = createInner()
  let answered = false
  const greeted = new Promise<boolean>((resolve) => {
    const { host } = createShellHost(inner, { themeChanged: () => {}, greeted: () => resolve(answered) })
    void host.hello({}).then(() => (answered = true))
  })
  expect(await greeted).toBe(true)
})

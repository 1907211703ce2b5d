import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test } from 'vitest'
import { commands } from '../contract/commands.ts'
import { menuTemplate } from './menu.ts'

const chosen: string[] = []
const template = (platform: NodeJS.Platform): MenuItemConstructorOptions[] =>
  menuTemplate(platform, {
    command: (id) => void chosen.push(id),
    copyDiagnostics: () => void chosen.push('copied'),
    openDocumentation: () => void chosen.push('opened'),
    showLog: () => void chosen.push('log'),
    startSafely: () => void chosen.push('safe'),
  })

function items(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])
}

describe('the native menu', () => {
  test.each(['linux', 'darwin', 'win32'] as const)('has every command once, and nothing without a name, on %s', (platform) => {
    const all = items(template(platform))
    const ids = all.map(({ id }) => id).filter((id) => id !== undefined)
    expect(ids.filter((id) => commands.some((command) => command.id === id)).toSorted()).toEqual(commands.map(({ id }) => id).toSorted())
    expect(all.filter(({ label, role, type }) => label === undefined && role === undefined && type !== 'separator')).toEqual([])
  })

  test('says the command that was chosen', () => {
    chosen.length = 0
    for (const { id, click } of items(template('linux'))) if (id !== undefined) (click as () => void)()
    expect(chosen.toSorted()).toEqual([...commands.map(({ id }) => id), 'copied', 'opened', 'log', 'safe'].toSorted())
  })

  test('shows accelerators and leaves the keys to the page', () => {
    const run = items(template('linux')).find(({ id }) => id === 'run')
    expect(run).toMatchObject({ accelerator: 'F5', registerAccelerator: false })
    expect(items(template('linux')).filter(({ accelerator, registerAccelerator }) => accelerator !== undefined && registerAccelerator !== false)).toEqual([])
  })

  test('has the app menu on macOS only', () => {
    const [first] = template('darwin')
    expect(first).toMatchObject({ role: 'appMenu' })
    expect(items([first!]).map(({ role }) => role).filter((role) => role !== undefined)).toEqual(['appMenu', 'about', 'services', 'hide', 'hideOthers', 'unhide', 'quit'])
    expect(template('linux')[0]).toMatchObject({ label: '&File' })
  })
})

describe('what belongs to the system', () => {
  const roles = (platform: NodeJS.Platform) => items(template(platform)).map(({ role }) => role)

  test('is where each system has it: quitting, about, recent documents', () => {
    expect(roles('darwin').filter((role) => role === 'quit' || role === 'about')).toEqual(['about', 'quit'])
    expect(roles('linux').filter((role) => role === 'quit' || role === 'about')).toEqual(['quit', 'about'])
    expect(roles('darwin')).toContain('recentDocuments')
    expect(roles('win32')).not.toContain('recentDocuments')
  })

  test('has edit, window and help menus that the system knows', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) expect(roles(platform)).toEqual(expect.arrayContaining(['editMenu', 'windowMenu', 'help']))
  })
})

describe('the list of commands', () => {
  test('has no id and no accelerator twice', () => {
    const ids = commands.map(({ id }) => id)
    const keys = commands.flatMap((command) => ('accelerator' in command ? [command.accelerator] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

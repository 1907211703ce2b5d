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
    expect(chosen.toSorted()).toEqual([...commands.map(({ id }) => id), 'copied', 'opened'].toSorted())
  })

  test('shows accelerators and leaves the keys to the page', () => {
    const run = items(template('linux')).find(({ id }) => id === 'run')
    expect(run).toMatchObject({ accelerator: 'F5', registerAccelerator: false })
    expect(items(template('linux')).filter(({ accelerator, registerAccelerator }) => accelerator !== undefined && registerAccelerator !== false)).toEqual([])
  })

  test('has the app menu on macOS only', () => {
    expect(template('darwin')[0]).toEqual({ role: 'appMenu' })
    expect(template('linux')[0]).toMatchObject({ label: '&File' })
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

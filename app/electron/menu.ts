/**
 * The native menu: the list of commands (`app/contract/commands.ts`) and what every desktop app has, as a template.
 */
import type { MenuItemConstructorOptions } from 'electron'
import { COMMAND_GROUPS, type Command, type CommandGroup, type CommandId, commands } from '../contract/commands.ts'

export interface MenuActions {
  /** A command was chosen: the renderer does it. */
  command(id: CommandId): void
  /** Puts versions, system and the end of the log on the clipboard. */
  copyDiagnostics(): void
  openDocumentation(): void
}

/** Template for `Menu.buildFromTemplate`. */
export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const menus: Record<CommandGroup, MenuItemConstructorOptions> = {
    Run: { label: '&Run', submenu: items('Run', actions) },
    View: {
      label: '&View',
      submenu: [
        ...items('View', actions),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'toggleDevTools' },
      ],
    },
    Go: { label: '&Go', submenu: items('Go', actions) },
    Lesson: { label: '&Lesson', submenu: items('Lesson', actions) },
  }
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    { label: '&File', submenu: [mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    ...COMMAND_GROUPS.map((group) => menus[group]),
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { id: 'documentation', label: "Python's documentation of managers", click: () => actions.openDocumentation() },
        { id: 'copy-diagnostics', label: 'Copy diagnostics', click: () => actions.copyDiagnostics() },
        ...(mac ? [] : [{ type: 'separator' } as const, { role: 'about' } as const]),
      ],
    },
  ]
}

function items(group: CommandGroup, actions: MenuActions): MenuItemConstructorOptions[] {
  const listed: readonly Command[] = commands
  return listed
    .filter((command) => command.group === group)
    .map(({ id, title, accelerator }) => ({
      id,
      label: title,
      // Shown, not registered: the renderer hears the key itself, as in the web shell, and knows where the focus is.
      ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
      click: () => actions.command(id),
    }))
}

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
  /** Shows the folder with the log. */
  showLog(): void
  /** Ends the app and starts it with nothing restored. */
  startSafely(): void
}

/** macOS' own menu of every app, in its order. */
const APP_MENU: MenuItemConstructorOptions[] = [
  { role: 'about' },
  { type: 'separator' },
  { role: 'services' },
  { type: 'separator' },
  { role: 'hide' },
  { role: 'hideOthers' },
  { role: 'unhide' },
  { type: 'separator' },
  { role: 'quit' },
]

/** macOS keeps the list and fills the menu. Elsewhere the list is the taskbar's. */
const RECENT_DOCUMENTS: MenuItemConstructorOptions = { label: 'Open Recent', role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] }

/** Template for `Menu.buildFromTemplate`. */
export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const menus: Record<Exclude<CommandGroup, 'File' | 'Help'>, MenuItemConstructorOptions> = {
    Run: { label: '&Run', submenu: items('Run', actions) },
    View: {
      label: '&View',
      submenu: [
        ...items('View', actions),
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'toggleDevTools' },
      ],
    },
    Go: { label: '&Go', submenu: items('Go', actions) },
    Lesson: { label: '&Lesson', submenu: items('Lesson', actions) },
  }
  return [
    // Its name is the app's whatever stands here.
    ...(mac ? [{ label: 'Managerie', role: 'appMenu', submenu: APP_MENU } satisfies MenuItemConstructorOptions] : []),
    {
      label: '&File',
      submenu: [
        ...items('File', actions),
        { type: 'separator' },
        ...(mac ? [RECENT_DOCUMENTS, { type: 'separator' } as const] : []),
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    ...COMMAND_GROUPS.flatMap((group) => (group === 'File' || group === 'Help' ? [] : [menus[group]])),
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        ...items('Help', actions),
        { id: 'documentation', label: "Python's documentation of managers", click: () => actions.openDocumentation() },
        { type: 'separator' },
        { id: 'copy-diagnostics', label: 'Copy diagnostics', click: () => actions.copyDiagnostics() },
        { id: 'show-log', label: 'Show the log', click: () => actions.showLog() },
        { id: 'start-safely', label: 'Start again in safe mode', click: () => actions.startSafely() },
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

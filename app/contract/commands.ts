/**
 * Every command of the app, as data: the native menu and the renderer read the same list.
 *
 * A command is something a person does to the app. What it does is the renderer's matter; the shell only says its id.
 * Accelerators are spelled as Electron spells them (`CmdOrCtrl+Shift+1`): modifiers first, the key last.
 */

/** Menus in their order on the bar. */
export const COMMAND_GROUPS = ['Run', 'View', 'Go', 'Lesson'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

interface CommandData {
  readonly id: string
  /** As in a menu: verb first, no full stop. */
  readonly title: string
  /** Undefined: only through menu and palette. */
  readonly accelerator?: string
  readonly group: CommandGroup
}

export const commands = [
  { id: 'run', title: 'Run all', accelerator: 'F5', group: 'Run' },
  { id: 'stop', title: 'Stop all', accelerator: 'Shift+F5', group: 'Run' },
  { id: 'use-typescript', title: 'Use TypeScript', group: 'Run' },
  { id: 'use-python', title: 'Use Python', group: 'Run' },

  { id: 'show-sequence', title: 'Show sequence', accelerator: 'CmdOrCtrl+Shift+1', group: 'View' },
  { id: 'show-frames', title: 'Show frames', accelerator: 'CmdOrCtrl+Shift+3', group: 'View' },
  { id: 'filter-frames', title: 'Filter frames', accelerator: 'CmdOrCtrl+Shift+L', group: 'View' },
  { id: 'toggle-lesson', title: 'Show or hide the lesson', accelerator: 'CmdOrCtrl+B', group: 'View' },
  { id: 'theme-system', title: 'Theme of the system', group: 'View' },
  { id: 'theme-light', title: 'Light theme', group: 'View' },
  { id: 'theme-dark', title: 'Dark theme', group: 'View' },
  { id: 'theme-contrast', title: 'High contrast theme', group: 'View' },

  { id: 'next-pane', title: 'Next pane', accelerator: 'F6', group: 'Go' },
  { id: 'previous-pane', title: 'Previous pane', accelerator: 'Shift+F6', group: 'Go' },
  { id: 'focus-lesson', title: 'Lesson', accelerator: 'CmdOrCtrl+1', group: 'Go' },
  { id: 'focus-editor', title: 'Editor', accelerator: 'CmdOrCtrl+2', group: 'Go' },
  { id: 'focus-terminals', title: 'Terminals', accelerator: 'CmdOrCtrl+3', group: 'Go' },
  { id: 'focus-traffic', title: 'Traffic', accelerator: 'CmdOrCtrl+4', group: 'Go' },

  { id: 'next-step', title: 'Next step', accelerator: 'Alt+N', group: 'Lesson' },
  { id: 'previous-step', title: 'Previous step', accelerator: 'Alt+P', group: 'Lesson' },
  { id: 'next-hint', title: 'Next hint', accelerator: 'Alt+H', group: 'Lesson' },
  { id: 'show-solution', title: 'Show the solution', group: 'Lesson' },
  { id: 'reset-lesson', title: 'Reset the files', group: 'Lesson' },
] as const satisfies readonly CommandData[]

export type CommandId = (typeof commands)[number]['id']

export interface Command extends CommandData {
  readonly id: CommandId
}

/**
 * Every command of the app, as data: the native menu and the renderer read the same list.
 *
 * A command is something a person does to the app. What it does is the renderer's matter; the shell only says its id.
 * Accelerators are spelled as Electron spells them (`CmdOrCtrl+Shift+1`): modifiers first, the key last.
 */

/** Menus in their order on the bar. */
export const COMMAND_GROUPS = ['File', 'Run', 'View', 'Go', 'Lesson', 'Help'] as const
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
  { id: 'new-workspace', title: 'New workspace', accelerator: 'CmdOrCtrl+N', group: 'File' },
  { id: 'open-folder', title: 'Open a folder', accelerator: 'CmdOrCtrl+O', group: 'File' },
  { id: 'open-recording', title: 'Open a capsule or a trace', accelerator: 'CmdOrCtrl+Shift+O', group: 'File' },
  { id: 'save', title: 'Save', accelerator: 'CmdOrCtrl+S', group: 'File' },
  { id: 'save-capsule', title: 'Save as a capsule', accelerator: 'CmdOrCtrl+Shift+S', group: 'File' },
  { id: 'save-folder', title: 'Save into a folder', group: 'File' },
  { id: 'fork', title: 'Make a workspace of these files', group: 'File' },
  { id: 'export-svg', title: 'Export the view as SVG', group: 'File' },
  { id: 'export-png', title: 'Export the view as PNG', group: 'File' },
  { id: 'export-mermaid', title: 'Export the sequence as Mermaid', group: 'File' },
  { id: 'export-trace', title: 'Export the trace as NDJSON', group: 'File' },
  { id: 'settings', title: 'Settings', accelerator: 'CmdOrCtrl+,', group: 'File' },

  { id: 'run', title: 'Run all', accelerator: 'F5', group: 'Run' },
  { id: 'stop', title: 'Stop all', accelerator: 'Shift+F5', group: 'Run' },
  { id: 'hold-frames', title: 'Hold frames, or stop holding', accelerator: 'CmdOrCtrl+Shift+H', group: 'Run' },
  { id: 'release-one', title: 'Release one frame', accelerator: 'F10', group: 'Run' },
  { id: 'release-until', title: 'Release frames until a condition', accelerator: 'F11', group: 'Run' },
  { id: 'release-all', title: 'Release all held frames', group: 'Run' },
  { id: 'break-on', title: 'Hold frames like the selected one', accelerator: 'F9', group: 'Run' },
  { id: 'break-it', title: 'Break it: show or hide the faults', group: 'Run' },
  { id: 'use-typescript', title: 'Use TypeScript', group: 'Run' },
  { id: 'use-python', title: 'Use Python', group: 'Run' },

  { id: 'show-sequence', title: 'Show sequence', accelerator: 'CmdOrCtrl+Shift+1', group: 'View' },
  { id: 'show-topology', title: 'Show topology', accelerator: 'CmdOrCtrl+Shift+2', group: 'View' },
  { id: 'show-frames', title: 'Show frames', accelerator: 'CmdOrCtrl+Shift+3', group: 'View' },
  { id: 'show-objects', title: 'Show objects', accelerator: 'CmdOrCtrl+Shift+4', group: 'View' },
  { id: 'show-memory', title: 'Show memory', accelerator: 'CmdOrCtrl+Shift+5', group: 'View' },
  { id: 'view-as-text', title: 'View the traffic as text, or as a picture', group: 'View' },
  { id: 'maximise-traffic', title: 'Maximise traffic, or put it back', accelerator: 'CmdOrCtrl+Shift+M', group: 'View' },
  { id: 'explain', title: 'Explain what went wrong', group: 'View' },
  { id: 'copy-python', title: 'Copy the selected call as Python', group: 'View' },
  { id: 'copy-typescript', title: 'Copy the selected call as TypeScript', group: 'View' },
  { id: 'toggle-terminals', title: 'Show or hide the terminals', group: 'View' },
  { id: 'split-editor', title: 'One editor, or two', group: 'View' },
  { id: 'full-colour', title: 'Full or quiet syntax colour', group: 'View' },
  { id: 'two-views', title: 'One view of the traffic, or two', group: 'View' },
  { id: 'freeze-view', title: 'Freeze view, or go on', accelerator: 'CmdOrCtrl+Shift+F', group: 'View' },
  { id: 'filter-frames', title: 'Filter frames', accelerator: 'CmdOrCtrl+Shift+L', group: 'View' },
  { id: 'toggle-lesson', title: 'Show or hide the lesson', accelerator: 'CmdOrCtrl+B', group: 'View' },
  { id: 'zoom-in', title: 'Larger', accelerator: 'CmdOrCtrl+=', group: 'View' },
  { id: 'zoom-out', title: 'Smaller', accelerator: 'CmdOrCtrl+-', group: 'View' },
  { id: 'zoom-reset', title: 'Actual size', accelerator: 'CmdOrCtrl+0', group: 'View' },
  { id: 'theme-system', title: 'Theme of the system', group: 'View' },
  { id: 'theme-light', title: 'Light theme', group: 'View' },
  { id: 'theme-dark', title: 'Dark theme', group: 'View' },
  { id: 'theme-contrast', title: 'High contrast theme', group: 'View' },

  { id: 'palette', title: 'Show all commands', accelerator: 'CmdOrCtrl+K', group: 'Go' },
  { id: 'show-lessons', title: 'Show all lessons', group: 'Go' },
  { id: 'back', title: 'Back to the work', group: 'Go' },
  { id: 'next-pane', title: 'Next pane', accelerator: 'F6', group: 'Go' },
  { id: 'previous-pane', title: 'Previous pane', accelerator: 'Shift+F6', group: 'Go' },
  { id: 'focus-lesson', title: 'Lesson', accelerator: 'CmdOrCtrl+1', group: 'Go' },
  { id: 'focus-editor', title: 'Editor', accelerator: 'CmdOrCtrl+2', group: 'Go' },
  { id: 'focus-terminals', title: 'Terminals', accelerator: 'CmdOrCtrl+3', group: 'Go' },
  { id: 'focus-traffic', title: 'Traffic', accelerator: 'CmdOrCtrl+4', group: 'Go' },
  { id: 'focus-held', title: 'Held frames', group: 'Go' },

  { id: 'next-step', title: 'Next step', accelerator: 'Alt+N', group: 'Lesson' },
  { id: 'previous-step', title: 'Previous step', accelerator: 'Alt+P', group: 'Lesson' },
  { id: 'next-hint', title: 'Next hint', accelerator: 'Alt+H', group: 'Lesson' },
  { id: 'show-solution', title: 'Show the solution', group: 'Lesson' },
  { id: 'fast-track', title: 'Fast track: on to Break', group: 'Lesson' },
  { id: 'compare', title: 'Where the run parted from the solution', group: 'Lesson' },
  { id: 'teach', title: 'Teach this lesson, or stop', group: 'Lesson' },
  { id: 'show-cards', title: 'Interview cards', group: 'Lesson' },
  { id: 'show-lens', title: 'Compare two runtimes', group: 'Lesson' },
  { id: 'reset-lesson', title: 'Reset the files', group: 'Lesson' },

  { id: 'show-reference', title: 'Glossary and reference', accelerator: 'F1', group: 'Help' },
  { id: 'shortcuts', title: 'Keyboard shortcuts', group: 'Help' },
  { id: 'about', title: 'Versions and licences', group: 'Help' },
] as const satisfies readonly CommandData[]

export type CommandId = (typeof commands)[number]['id']

export interface Command extends CommandData {
  readonly id: CommandId
}

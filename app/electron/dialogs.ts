/** The system's dialogs for files and folders, as the host asks for them. */
import { type BrowserWindow, dialog } from 'electron'
import type { Dialogs } from '../host/host.ts'
import { DOCUMENTS } from './documents.ts'

const FILTERS = [
  { name: 'Workspaces and traces', extensions: DOCUMENTS.map((end) => end.slice(1)) },
  { name: 'All files', extensions: ['*'] },
]

/**
 * @param window the one that they belong to; they are asked for by its page
 * @param chosen told of a document that was chosen, for the system's list of recent ones
 */
export function createDialogs(window: () => BrowserWindow | undefined, chosen: (file: string) => void): Dialogs {
  const open = async (options: Electron.OpenDialogOptions): Promise<string | undefined> => {
    const parent = window()
    const { canceled, filePaths } = await (parent === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options))
    return canceled ? undefined : filePaths[0]
  }
  const save = async (options: Electron.SaveDialogOptions): Promise<string | undefined> => {
    const parent = window()
    const { canceled, filePath } = await (parent === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options))
    return canceled || filePath === '' ? undefined : filePath
  }
  return {
    openFolder: () => open({ title: 'Open a folder', buttonLabel: 'Open', properties: ['openDirectory', 'createDirectory'] }),
    newFolder: (name) => save({ title: 'Save in a new folder', buttonLabel: 'Save', defaultPath: name, properties: ['createDirectory', 'showOverwriteConfirmation'] }),
    openProgram: () => open({ title: 'Choose a Python', buttonLabel: 'Choose', properties: ['openFile', 'showHiddenFiles'] }),
    async openDocument() {
      const file = await open({ title: 'Open a workspace or a trace', buttonLabel: 'Open', filters: FILTERS, properties: ['openFile'] })
      if (file !== undefined) chosen(file)
      return file
    },
    async saveDocument(name) {
      const end = /\.(\w+)$/.exec(name)?.[1]
      const filters = end === undefined ? [] : [{ name: end, extensions: [end] }]
      const file = await save({ title: 'Save', buttonLabel: 'Save', defaultPath: name, filters, properties: ['createDirectory', 'showOverwriteConfirmation'] })
      if (file !== undefined && (DOCUMENTS as readonly string[]).includes(`.${end ?? ''}`)) chosen(file)
      return file
    },
  }
}

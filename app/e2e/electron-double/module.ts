/**
 * The double of the module `electron`, main process. A name that is not here can't be imported, and says so.
 */
import { app } from './app.ts'
import { webContents } from './contents.ts'
import { clipboard, dialog, nativeTheme, screen, shell } from './desktop.ts'
import { ipcMain } from './ipc-main.ts'
import { Menu, MenuItem } from './menu.ts'
import { protocol, session } from './session.ts'
import { BrowserWindow } from './window.ts'

export { BrowserWindow, Menu, MenuItem, app, clipboard, dialog, ipcMain, nativeTheme, protocol, screen, session, shell, webContents }

/** The module as one object: what `evaluate` gives to its function. */
export const electron = { BrowserWindow, Menu, MenuItem, app, clipboard, dialog, ipcMain, nativeTheme, protocol, screen, session, shell, webContents }

export { startControl } from './control.ts'

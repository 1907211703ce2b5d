/** Which question about workspaces is asked on the page; where the shell has dialogs of the system, they ask. */
import { signal } from '@preact/signals'
import { hello, workspaceName } from '../store.ts'
import { choosePython, openFolder, saveToFolder } from './actions.ts'

type Question = 'new' | 'open folder' | 'save folder' | 'capsule' | 'choose python'
export const question = signal<Question | null>(null)

/** Asks for a folder in the shell's way. */
export function askForFolder(): Promise<void> {
  if (hello.peek()?.dialogs) return openFolder()
  question.value = 'open folder'
  return Promise.resolve()
}

/** Asks for an interpreter that the search does not find. */
export function askForPython(): Promise<void> {
  if (hello.peek()?.dialogs) return choosePython()
  question.value = 'choose python'
  return Promise.resolve()
}

export function askForNewFolder(): Promise<void> {
  if (hello.peek()?.dialogs) return saveToFolder(workspaceName.peek() || 'workspace')
  question.value = 'save folder'
  return Promise.resolve()
}

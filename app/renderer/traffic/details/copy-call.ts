/** The call of a frame as a line of a program, on the clipboard. */
import { callAsPython, callAsTypeScript, type Frame } from 'multiprocessing/inspect'
import type { Language } from '../../../contract/host.ts'
import { showToast } from '../../store.ts'

export const NO_CALL = 'This frame is no call, or the trace did not keep all of it.'

/** @throws Error when the frame is no call */
export async function copyCall(frame: Frame, language: Language): Promise<void> {
  const line = language === 'python' ? callAsPython(frame) : callAsTypeScript(frame)
  if (line === undefined) throw new Error(NO_CALL)
  await copyText(line, `The call is copied as ${language === 'python' ? 'Python' : 'TypeScript'}.`)
}

export async function copyText(text: string, said: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  showToast(said)
}

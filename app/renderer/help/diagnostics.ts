import { theHost } from '../link.ts'
import { showToast } from '../store.ts'

/** Versions, runtimes and the end of the log: what somebody who helps asks for first. */
export async function copyDiagnostics(): Promise<void> {
  const { text } = await theHost().diagnostics({})
  await navigator.clipboard.writeText(text)
  showToast('Diagnostics are on the clipboard.')
}

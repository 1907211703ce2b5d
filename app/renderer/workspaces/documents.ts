/** Files that a person gives to the page, and that it gives back: through the shell's dialogs, else through the browser's. */
import { theHost } from '../link.ts'
import { hello } from '../store.ts'

export interface OpenedDocument {
  /** Without its folder. */
  readonly name: string
  readonly bytes: Uint8Array
}

const ACCEPTED = '.managerie,.ndjson'

/** Asks for a capsule or a trace. Null: none was chosen. */
export async function chooseDocument(): Promise<OpenedDocument | null> {
  if (!hello.peek()?.dialogs) return chooseInBrowser()
  const chosen = await theHost().openDocument({})
  return chosen && { name: chosen.name, bytes: bytesOf(chosen.data) }
}

function chooseInBrowser(): Promise<OpenedDocument | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = ACCEPTED
  input.hidden = true
  document.body.append(input)
  return new Promise<OpenedDocument | null>((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(null))
    input.addEventListener('change', () => {
      const [file] = input.files ?? []
      if (!file) return resolve(null)
      readFile(file).then(resolve, reject)
    })
    input.click()
  }).finally(() => input.remove())
}

export async function readFile(file: File): Promise<OpenedDocument> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

/** Gives a file to the person. @returns the name it got; null where the person wanted none */
export async function saveDocument(name: string, bytes: Uint8Array, type: string): Promise<string | null> {
  if (hello.peek()?.dialogs) return (await theHost().saveDocument({ name, data: await base64Of(bytes) })).name
  const address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return name
}

/** A name for a file on any system. */
export function fileName(title: string, ending: string): string {
  const plain = title.replace(/[^\p{L}\p{N} _.()-]/gu, '').replace(/\s+/g, ' ').replace(/^[. ]+|[. ]+$/g, '')
  return `${plain || 'managerie'}${ending}`
}

export function bytesOf(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** The browser's own way, which is fast for many bytes. */
function base64Of(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file could not be put together')))
    reader.addEventListener('load', () => resolve(String(reader.result).slice(String(reader.result).indexOf(',') + 1)))
    reader.readAsDataURL(new Blob([bytes as Uint8Array<ArrayBuffer>]))
  })
}

/**
 * Files that the app is asked to open from outside: by its arguments, by a second start, by the system (macOS).
 *
 * What is asked for before a page is there waits for it. Whether a file is what its name says is the host's matter.
 */
import { stat } from 'node:fs/promises'
import { extname, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Ends of the names that are associated with the app (`electron-builder.yml`; a test compares). */
export const DOCUMENTS = ['.managerie', '.ndjson'] as const

/**
 * The documents among a command line's arguments: paths or `file:` addresses, as desktops give them.
 *
 * @param folder the one in which it was started
 */
export function documentsIn(args: readonly string[], folder: string): string[] {
  return args.flatMap((argument) => {
    const path = pathOf(argument, folder)
    return path !== undefined && isDocument(path) ? [path] : []
  })
}

function isDocument(path: string): boolean {
  const known: readonly string[] = DOCUMENTS
  return known.includes(extname(path).toLowerCase())
}

function pathOf(argument: string, folder: string): string | undefined {
  if (argument === '' || argument.startsWith('-') || argument.includes('\0')) return undefined
  if (!/^file:/i.test(argument)) return isAbsolute(argument) ? argument : resolve(folder, argument)
  try {
    return fileURLToPath(argument)
  } catch {
    // Another machine's, or no address at all.
    return undefined
  }
}

/**
 * Whether it is a file at all: reading a pipe or a device could last for ever.
 *
 * @throws Error in words for the person
 */
export async function checkDocument(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? `${file} is not there any more.` : `${file} can not be read: ${error.code ?? error.message}.`, { cause: error })
  })
  if (!found.isFile()) throw new Error(`${file} is not a file.`)
}

export interface DocumentActions {
  /** Gives the file to the page. */
  open(file: string): Promise<void>
  /** It was given. */
  opened(file: string): void
  /** It could not be. */
  failed(file: string, error: unknown): void
}

export interface DocumentDesk {
  /** Opens them when a page is there. */
  ask(files: readonly string[]): void
  /** A page is there and listens. */
  pageIsThere(): void
  /** It is gone: what is asked for waits for the next. */
  pageIsGone(): void
}

export function createDocumentDesk(actions: DocumentActions): DocumentDesk {
  const waiting: string[] = []
  let there = false
  let last: Promise<void> = Promise.resolve()

  const openWaiting = (): void => {
    // In order: the one that was asked for last is the one that is shown in the end.
    for (const file of there ? waiting.splice(0) : []) {
      last = last.then(() => actions.open(file)).then(
        () => actions.opened(file),
        (error: unknown) => actions.failed(file, error),
      )
    }
  }
  return {
    ask(files) {
      waiting.push(...files)
      openWaiting()
    },
    pageIsThere() {
      there = true
      openWaiting()
    },
    pageIsGone() {
      there = false
    },
  }
}

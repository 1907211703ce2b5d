/** The page's files, from one folder and from nowhere else. */
import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'

export interface StaticFile {
  readonly type: string
  readonly bytes: Buffer
  /** Its name changes with its content. */
  readonly fixed: boolean
}

/** What the page is made of. A file of any other kind is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Reads a file for the page.
 * @param asked decoded, begins with `/`
 * @returns undefined when there is no such file in the folder, or it is none that a page is made of
 */
export async function readStaticFile(folder: string, asked: string): Promise<StaticFile | undefined> {
  const type = TYPES[path.extname(asked).toLowerCase()]
  if (type === undefined) return undefined
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(path.join(folder, asked))])
    // Links too must not lead outside.
    if (!file.startsWith(root + path.sep)) return undefined
    return { type, bytes: await readFile(file), fixed: asked.startsWith('/assets/') }
  } catch {
    return undefined
  }
}

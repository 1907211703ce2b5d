/** Makes a workspace's files ready to be started, by language. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Language, Problem } from '../contract/host.ts'
import { compiledName, compileTypeScript } from './compile.ts'
import type { Sources } from './lesson-files.ts'
import type { Parts } from './paths.ts'
import { checkPython } from './python-syntax.ts'
import type { FoundRuntime } from './runtimes.ts'

/** Programs that can be started, unless there are problems. */
export interface Prepared {
  readonly problems: Problem[]
  /** Where the file of a program is that is to be run. */
  readonly fileOf: (name: string) => string
  /** Where programs are started. */
  readonly workingFolder: string
}

/** Makes ready in a folder that does not exist yet. */
export type Prepare = (folder: string) => Promise<Prepared>

/** Compiles TypeScript, checks and copies Python. */
export function prepareSources(language: Language, sources: Sources, runtime: FoundRuntime, parts: Pick<Parts, 'engine'>): Prepare {
  switch (language) {
    case 'typescript':
      return async (folder) => ({
        problems: await compileTypeScript([...sources.keys()], async (name) => sources.get(name), folder, parts.engine),
        fileOf: (name) => path.join(folder, compiledName(name)),
        workingFolder: folder,
      })
    case 'python':
      return async (folder) => {
        await mkdir(folder, { recursive: true })
        const copies = [...sources].map(([name, text]) => writeFile(path.join(folder, name), text))
        const [problems] = await Promise.all([checkPython(runtime, sources), ...copies])
        return { problems, fileOf: (name) => path.join(folder, name), workingFolder: folder }
      }
  }
}

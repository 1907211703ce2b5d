/** Texts of programs, for whoever has them by name. */
import type { Sources } from './shape.ts'

/** The texts of programs by the names of their files; a process may call them by path, URL, or what they were compiled to. */
export function sourcesOf(texts: ReadonlyMap<string, string>): Sources {
  return {
    nameOf(file) {
      const base = decodeURIComponent(file.split(/[\\/]/).at(-1) ?? file)
      return [base, base.replace(/\.js$/, '.ts')].find((name) => texts.has(name)) ?? null
    },
    textOf: (file) => texts.get(file) ?? '',
  }
}

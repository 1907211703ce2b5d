/** Finds public names of the engine, those that its doors export, that have no docstring. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

const DECLARATION = /^export (?:declare |abstract |async )*(?:class|function|const|let|type|interface) (\w+)/

/** Names that a text declares and exports without a comment right before them. */
export function undocumented(text: string): string[] {
  const lines = text.split('\n')
  const found: string[] = []
  const documented = new Set<string>()
  lines.forEach((line, at) => {
    const name = DECLARATION.exec(line)?.[1]
    if (name === undefined) return
    // Overloads and an interface beside its class need one docstring between them.
    if (/\*\/\s*$/.test(lines[at - 1] ?? '')) documented.add(name)
    else found.push(name)
  })
  return found.filter((name) => !documented.has(name))
}

/** `file: name` for each public name of a door without a docstring. */
export function undocumentedOf(door: string): string[] {
  const found: string[] = []
  for (const [, names, from] of readFileSync(door, 'utf8').matchAll(/^export (?:type )?(\*|\{[^}]*\}) from '(\.[^']+)'/gm)) {
    const file = path.join(path.dirname(door), from!)
    const wanted = names === '*' ? undefined : new Set(names!.replace(/[{}]/g, '').split(',').map((name) => name.trim().replace(/^type /, '').split(' as ')[0]!))
    if (file.endsWith('index.ts')) continue
    for (const name of undocumented(readFileSync(file, 'utf8'))) {
      if (!wanted || wanted.has(name)) found.push(`${path.basename(path.dirname(file))}/${path.basename(file)}: ${name}`)
    }
  }
  return found
}
